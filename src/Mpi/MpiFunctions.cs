using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled;

/// <summary>The functions of an open MPI library that are called, and its handles.</summary>
internal sealed unsafe class MpiFunctions
{
    /// <summary>What every function returns that did what it should.</summary>
    public const int Success = 0;

    // The longest of any library, and more.
    private const int LongestText = 8192;

    private const int LongestStatus = 256;

    private const StringSplitOptions NoEmpty = StringSplitOptions.RemoveEmptyEntries;

    private readonly MpiLayout _layout;
    private readonly delegate* unmanaged<int*, byte***, int, int*, int> _initThread;
    private readonly delegate* unmanaged<byte*, int*, int> _libraryVersion;
    private readonly delegate* unmanaged<int, byte*, int*, int> _errorString;
    private readonly delegate* unmanaged<nint, nint*, int> _commDup;
    private readonly delegate* unmanaged<nint*, int> _commFree;
    private readonly delegate* unmanaged<nint, nint, int> _setErrorHandler;
    private readonly delegate* unmanaged<nint, int*, int> _commRank;
    private readonly delegate* unmanaged<nint, int*, int> _commSize;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _isend;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int> _irecv;
    private readonly delegate* unmanaged<void*, int, nint, int, int, nint, nint, int> _recv;
    private readonly delegate* unmanaged<nint*, int*, nint, int> _test;
    private readonly delegate* unmanaged<void*, nint, int*, int> _getCount;
    private readonly delegate* unmanaged<nint*, int> _cancel;
    private readonly delegate* unmanaged<int, int, nint, int*, nint, int> _iprobe;
    private readonly delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int> _allgather;
    private readonly delegate* unmanaged<int> _finalize;
    private readonly nint _byte;

    private MpiFunctions(nint handle, string name, MpiLayout layout)
    {
        _layout = layout;
        Name = name;
        _initThread = (delegate* unmanaged<int*, byte***, int, int*, int>)Function("MPI_Init_thread");
        _libraryVersion = (delegate* unmanaged<byte*, int*, int>)Function("MPI_Get_library_version");
        _errorString = (delegate* unmanaged<int, byte*, int*, int>)Function("MPI_Error_string");
        _commDup = (delegate* unmanaged<nint, nint*, int>)Function("MPI_Comm_dup");
        _commFree = (delegate* unmanaged<nint*, int>)Function("MPI_Comm_free");
        _setErrorHandler = (delegate* unmanaged<nint, nint, int>)Function("MPI_Comm_set_errhandler");
        _commRank = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_rank");
        _commSize = (delegate* unmanaged<nint, int*, int>)Function("MPI_Comm_size");
        _isend = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Function("MPI_Isend");
        _irecv = (delegate* unmanaged<void*, int, nint, int, int, nint, nint*, int>)Function("MPI_Irecv");
        _recv = (delegate* unmanaged<void*, int, nint, int, int, nint, nint, int>)Function("MPI_Recv");
        _test = (delegate* unmanaged<nint*, int*, nint, int>)Function("MPI_Test");
        _getCount = (delegate* unmanaged<void*, nint, int*, int>)Function("MPI_Get_count");
        _cancel = (delegate* unmanaged<nint*, int>)Function("MPI_Cancel");
        _iprobe = (delegate* unmanaged<int, int, nint, int*, nint, int>)Function("MPI_Iprobe");
        _allgather = (delegate* unmanaged<void*, int, nint, void*, int, nint, nint, int>)Function("MPI_Allgather");
        _finalize = (delegate* unmanaged<int>)Function("MPI_Finalize");
        World = Symbol(layout.World, "ompi_mpi_comm_world");
        _byte = Symbol(layout.Byte, "ompi_mpi_byte");
        ErrorsReturn = Symbol(layout.ErrorsReturn, "ompi_mpi_errors_return");
        // The first line, or what stands before the first comma, is the name.
        string[] words = Text((text, length) => _libraryVersion(text, length)).Split('\n', ',')[0].Split((char[]?)null, NoEmpty);
        Version = string.Join(' ', words);

        nint Function(string function) => NativeLibrary.GetExport(handle, function);
        nint Symbol(nint value, string symbol) => value != 0 ? value : NativeLibrary.GetExport(handle, symbol);
    }

    /// <summary>By which it was opened.</summary>
    public string Name { get; }

    /// <summary>What the library says it is, in its own words.</summary>
    public string Version { get; }

    /// <summary>Whether it belongs to Open MPI's launcher.</summary>
    public bool IsOpenMpi => Version.StartsWith("Open MPI", StringComparison.Ordinal);

    /// <summary>All processes.</summary>
    public nint World { get; }

    private nint ErrorsReturn { get; }

    /// <summary>The functions of an open library.</summary>
    public static MpiFunctions Of(nint handle, string name)
    {
        // The standard settles the library's name. One of Open MPI may have both, its own variables in a library behind it.
        bool isStandard = Path.GetFileName(name).StartsWith("libmpi_abi", StringComparison.Ordinal);
        return new(handle, name, isStandard ? MpiLayout.Standard
            : NativeLibrary.TryGetExport(handle, "ompi_mpi_comm_world", out _) ? MpiLayout.OpenMpi
            : MpiLayout.Mpich);
    }

    /// <summary>Starts MPI for threads that take turns.</summary>
    /// <returns>Whether they may.</returns>
    public bool TryInitialize(out int code)
    {
        int provided;
        code = _initThread(null, null, _layout.Serialized, &provided);
        return code == Success && provided >= _layout.Serialized;
    }

    /// <summary>Has functions return their errors.</summary>
    public int ReturnErrors(nint comm) => _setErrorHandler(comm, ErrorsReturn);

    /// <summary>The same processes, with messages of their own.</summary>
    public int Duplicate(nint comm, out nint copy)
    {
        nint slot = 0;
        int code = _commDup(comm, &slot);
        copy = _layout.HasWideHandles ? slot : *(int*)&slot;
        return code;
    }

    public void Free(nint comm) => _commFree(&comm);

    public int Rank(nint comm)
    {
        int rank;
        _commRank(comm, &rank);
        return rank;
    }

    public int Size(nint comm)
    {
        int size;
        _commSize(comm, &size);
        return size;
    }

    public int Send(byte* bytes, int count, int rank, int tag, nint comm, nint* request) =>
        _isend(bytes, count, _byte, rank, tag, comm, request);

    public int Receive(byte* bytes, int count, int rank, int tag, nint comm, nint* request) =>
        _irecv(bytes, count, _byte, rank, tag, comm, request);

    /// <summary>Waits for a message of any rank.</summary>
    public int ReceiveAny(byte* bytes, int count, int tag, nint comm) =>
        _recv(bytes, count, _byte, _layout.AnySource, tag, comm, _layout.IgnoredStatus);

    /// <summary>Whether a message of any rank is there.</summary>
    public int Probe(int tag, nint comm, out bool isThere)
    {
        int flag = 0;
        int code = _iprobe(_layout.AnySource, tag, comm, &flag, _layout.IgnoredStatus);
        isThere = flag != 0;
        return code;
    }

    /// <summary>Whether a request is done; if so, it is no more.</summary>
    public int Test(nint* request, out bool isDone)
    {
        int flag = 0;
        int code = _test(request, &flag, _layout.IgnoredStatus);
        isDone = flag != 0;
        return code;
    }

    /// <summary>Whether a receive is done, and how many bytes came.</summary>
    public int Test(nint* request, out bool isDone, out int count)
    {
        byte* status = stackalloc byte[LongestStatus];
        int flag = 0, bytes = 0;
        int code = _test(request, &flag, (nint)status);
        isDone = flag != 0;
        if (code == Success && isDone)
            code = _getCount(status, _byte, &bytes);
        count = bytes;
        return code;
    }

    /// <summary>Gives a receive up that no message has met.</summary>
    public void Cancel(nint* request) => _cancel(request);

    /// <summary>Gives every process the bytes of all, by their ranks.</summary>
    public int Gather(byte* own, byte* all, int count, nint comm) => _allgather(own, count, _byte, all, count, _byte, comm);

    public int Close() => _finalize();

    /// <summary>An error in the library's words.</summary>
    public string Error(int code) => Text((text, length) => _errorString(code, text, length));

    private static string Text(TextFunction function)
    {
        byte* text = stackalloc byte[LongestText];
        int length = 0;
        return function(text, &length) == Success ? Encoding.UTF8.GetString(text, length).TrimEnd('\0', '\n', ' ') : "an unknown error";
    }

    private delegate int TextFunction(byte* text, int* length);
}
