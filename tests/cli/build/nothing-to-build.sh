# A mote.yaml that names neither sources nor a build of its own: said before anything is built. What a flag names is enough,
# and pack needs neither.
# not under emulated: the stage shows mote itself to the compile steps, and this machine starts it only through an emulator
says() {
  echo "$*"
  MOTE_TOOLCHAIN_DIR=$PWD/none "$@" 2>&1 | sed 's/^/  /'
  echo "  ${PIPESTATUS[0]}"
}
for build in 'name: app' 'name: app
build: {cflags: -O3}'; do
  echo "$build" >mote.yaml
  says mote build
done
mkdir src
echo 'build: {link: static}' >src/other.yaml
says mote build -f src/other.yaml
ls
echo 'int main(void) { return 42; }' >src/main.c
mote build -q --source 'src/*.c' -o rootfs:root.tar | sed 's/@.*//'
tar -xf root.tar app
mote pack -q -f mote.yaml app | sed 's/@.*//'
