/* MPICH behind the standard ABI's handles and constants, for tests: no library of that ABI is packaged yet. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stddef.h>

typedef void *handle;

enum { world = 0x101, byte = 0x247, errors_return = 0x142, any_source = -1 };
enum { serialized = 2048, level = 1024 };
enum { mpich_world = 0x44000000, mpich_byte = 0x4c00010d, mpich_errors_return = 0x54000001, mpich_any_source = -2 };

static void *mpich(const char *name)
{
    static void *library;
    if (!library)
        library = dlopen("libmpich.so.12", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
    return dlsym(library, name);
}

#define CALL(name, types) ((int(*) types)mpich(#name))
#define IGNORED ((void *)1)

static int comm(handle comm) { return (intptr_t)comm == world ? mpich_world : (int)(intptr_t)comm; }
static int type(handle type) { return (intptr_t)type == byte ? mpich_byte : 0; }
static int source(int rank) { return rank == any_source ? mpich_any_source : rank; }

/* A request and a communicator are as wide as pointers here; nothing may be left of what stood there. */
static int widened(int code, int value, handle *to)
{
    *to = (handle)(intptr_t)value;
    return code;
}

int MPI_Get_library_version(char *text, int *length) { return CALL(MPI_Get_library_version, (char *, int *))(text, length); }
int MPI_Error_string(int code, char *text, int *length) { return CALL(MPI_Error_string, (int, char *, int *))(code, text, length); }
int MPI_Finalize(void) { return CALL(MPI_Finalize, (void))(); }
int MPI_Comm_rank(handle c, int *rank) { return CALL(MPI_Comm_rank, (int, int *))(comm(c), rank); }
int MPI_Comm_size(handle c, int *size) { return CALL(MPI_Comm_size, (int, int *))(comm(c), size); }

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided)
{
    int code = CALL(MPI_Init_thread, (int *, char ***, int, int *))(argc, argv, required / level, provided);
    *provided *= level;
    return code;
}

int MPI_Comm_set_errhandler(handle c, handle handler)
{
    return (intptr_t)handler == errors_return ? CALL(MPI_Comm_set_errhandler, (int, int))(comm(c), mpich_errors_return) : 1;
}

int MPI_Comm_dup(handle c, handle *copy)
{
    int value = 0, code = CALL(MPI_Comm_dup, (int, int *))(comm(c), &value);
    return widened(code, value, copy);
}

int MPI_Comm_free(handle *c)
{
    int value = comm(*c), code = CALL(MPI_Comm_free, (int *))(&value);
    return widened(code, value, c);
}

int MPI_Isend(const void *bytes, int count, handle t, int rank, int tag, handle c, handle *request)
{
    int value = 0, code = CALL(MPI_Isend, (const void *, int, int, int, int, int, int *))(bytes, count, type(t), rank, tag, comm(c), &value);
    return widened(code, value, request);
}

int MPI_Irecv(void *bytes, int count, handle t, int rank, int tag, handle c, handle *request)
{
    int value = 0, code = CALL(MPI_Irecv, (void *, int, int, int, int, int, int *))(bytes, count, type(t), source(rank), tag, comm(c), &value);
    return widened(code, value, request);
}

int MPI_Recv(void *bytes, int count, handle t, int rank, int tag, handle c, void *status)
{
    return status ? 1 : CALL(MPI_Recv, (void *, int, int, int, int, int, void *))(bytes, count, type(t), source(rank), tag, comm(c), IGNORED);
}

int MPI_Test(handle *request, int *flag, void *status)
{
    int value = (int)(intptr_t)*request, code = CALL(MPI_Test, (int *, int *, void *))(&value, flag, status ? status : IGNORED);
    return widened(code, value, request);
}

int MPI_Get_count(const void *status, handle t, int *count)
{
    return CALL(MPI_Get_count, (const void *, int, int *))(status, type(t), count);
}

int MPI_Cancel(handle *request)
{
    int value = (int)(intptr_t)*request, code = CALL(MPI_Cancel, (int *))(&value);
    return widened(code, value, request);
}

int MPI_Iprobe(int rank, int tag, handle c, int *flag, void *status)
{
    return status ? 1 : CALL(MPI_Iprobe, (int, int, int, int *, void *))(source(rank), tag, comm(c), flag, IGNORED);
}

int MPI_Allgather(const void *own, int count, handle t, void *all, int counts, handle u, handle c)
{
    return CALL(MPI_Allgather, (const void *, int, int, void *, int, int, int))(own, count, type(t), all, counts, type(u), comm(c));
}
