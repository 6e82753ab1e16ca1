mote version
mote --version
mote versoin
