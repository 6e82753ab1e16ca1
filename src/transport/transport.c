#include "transport/transport.h"

#include "base/scope.h"
#include "base/temporary_folder.h"
#include "image/image_fetch.h"

/* One row a transport, in the order of enum reference_transport. */
static const struct transport *const transports[] = {
    [TRANSPORT_OCI] = &layout_transport,
    [TRANSPORT_ARCHIVE] = &archive_transport,
    [TRANSPORT_OCI_ARCHIVE] = &oci_archive_transport,
    [TRANSPORT_DOCKER_ARCHIVE] = &docker_archive_transport,
    [TRANSPORT_DIR] = &dir_transport,
    [TRANSPORT_ROOTFS] = &rootfs_transport,
    [TRANSPORT_REGISTRY] = &registry_transport,
    [TRANSPORT_DOCKER_DAEMON] = &docker_daemon_transport,
};

int
transport_write(struct arena *arena, const struct reference *target,
    const struct transport_image *image, struct digest *ret_digest, struct error *err)
{
	const struct transport *transport = transports[target->transport];
	struct digest digest = image->root->digest;

	if (!transport->writes_missing && image_fetch(arena, image->store, image->root, err) != 0)
		return -1;
	if (transport->write(arena, target, image, &digest, err) != 0)
		return -1;
	*ret_digest = digest;
	return 0;
}

int
transport_read(struct arena *arena, const struct reference *reference,
    struct transport_source *ret_source, struct error *err)
{
	const struct transport *transport = transports[reference->transport];

	if (transport->read == NULL)
		return error_set(err, ERROR_USAGE,
		    "\"rootfs:%s\" is only written: a tree of files is no image any more",
		    reference->path);
	if (transport->read(arena, reference, ret_source, err) != 0)
		return -1;
	ret_source->store.places = &ret_source->places;
	return 0;
}

void
scope_transport_source(struct transport_source *source)
{
	if (source->close != NULL)
		source->close(source->state);
	scope_temporary_folder(&source->unpacked);
}
