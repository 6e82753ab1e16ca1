#include <ffi.h>

static int
add(int whole, double part)
{
	return whole + (int)part;
}

int
main(void)
{
	ffi_cif cif;
	ffi_type *types[] = {&ffi_type_sint, &ffi_type_double};
	int whole = 40;
	double part = 2.0;
	void *values[] = {&whole, &part};
	ffi_arg result;

	if (ffi_prep_cif(&cif, FFI_DEFAULT_ABI, 2, &ffi_type_sint, types) != FFI_OK)
		return 1;
	ffi_call(&cif, FFI_FN(add), &result, values);
	return (int)result != 42;
}
