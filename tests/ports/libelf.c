#include <fcntl.h>
#include <gelf.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LENGTH = 4096 };

static char text[LENGTH];

/* An object for s390x with one section, which is compressed. */
static int
wrote(int fd)
{
	static char names[] = "\0.debug\0.shstrtab";
	Elf *elf = elf_begin(fd, ELF_C_WRITE, NULL);
	Elf64_Ehdr *header = elf64_newehdr(elf);
	Elf_Scn *section = elf_newscn(elf), *table = elf_newscn(elf);
	Elf_Data *data = elf_newdata(section), *strings = elf_newdata(table);

	if (data == NULL || strings == NULL)
		return 0;
	memset(text, 'x', sizeof(text));
	*header = (Elf64_Ehdr){.e_ident[EI_DATA] = ELFDATA2MSB, .e_machine = EM_S390, .e_type = ET_REL, .e_version = EV_CURRENT, .e_shstrndx = 2};
	*data = (Elf_Data){.d_buf = text, .d_size = sizeof(text), .d_align = 1, .d_version = EV_CURRENT};
	*strings = (Elf_Data){.d_buf = names, .d_size = sizeof(names), .d_align = 1, .d_version = EV_CURRENT};
	elf64_getshdr(section)->sh_name = 1;
	elf64_getshdr(section)->sh_type = SHT_PROGBITS;
	elf64_getshdr(table)->sh_name = 8;
	elf64_getshdr(table)->sh_type = SHT_STRTAB;
	return elf_update(elf, ELF_C_NULL) > 0 && elf_compress(section, ELFCOMPRESS_ZLIB, 0) == 1 && elf_update(elf, ELF_C_WRITE) > 0 &&
	    elf_end(elf) == 0;
}

static int
reads(int fd)
{
	Elf *elf = elf_begin(fd, ELF_C_READ, NULL);
	Elf_Scn *section = elf_getscn(elf, 1);
	GElf_Ehdr header;
	GElf_Shdr found;
	Elf_Data *data;

	return gelf_getehdr(elf, &header) != NULL && header.e_machine == EM_S390 && gelf_getshdr(section, &found) != NULL &&
	    strcmp(elf_strptr(elf, header.e_shstrndx, found.sh_name), ".debug") == 0 && (found.sh_flags & SHF_COMPRESSED) != 0 &&
	    found.sh_size < LENGTH / 10 && elf_compress(section, 0, 0) == 1 && (data = elf_getdata(section, NULL)) != NULL &&
	    data->d_size == LENGTH && memcmp(data->d_buf, text, LENGTH) == 0;
}

int
main(void)
{
	char file[] = "/tmp/mote-port-libelf.XXXXXX";
	int fd = mkstemp(file);

	unlink(file);
	return elf_version(EV_CURRENT) == EV_NONE || !wrote(fd) || !reads(fd);
}
