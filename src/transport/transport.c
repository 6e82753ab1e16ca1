#include "transport/transport.h"

/* One row a transport, in the order of enum reference_transport. */
static const struct transport *const transports[] = {
    [TRANSPORT_OCI] = &layout_transport,
    [TRANSPORT_ARCHIVE] = &archive_transport,
};

int
transport_write(struct arena *arena, const struct reference *target,
    const struct transport_write *image, struct error *err)
{
	return transports[target->transport]->write(arena, target, image, err);
}

int
transport_read(struct arena *arena, const struct reference *reference,
    struct transport_source *ret_source, struct error *err)
{
	return transports[reference->transport]->read(arena, reference, ret_source, err);
}

void
scope_transport_source(struct transport_source *source)
{
	scope_temporary_folder(&source->unpacked);
}
