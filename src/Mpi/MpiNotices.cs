using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled;

/// <summary>What ranks tell each other beside the bytes that they exchange.</summary>
internal enum NoticeKind
{
    /// <summary>The sender has started.</summary>
    Hello = 1,

    /// <summary>The run is over: a rank failed.</summary>
    Failed,

    /// <summary>The sender is done and exchanges nothing more.</summary>
    Left,

    /// <summary>The sender has waited long and asks whether the other is there.</summary>
    Asks,

    /// <summary>The answer: the sender is there, and waits itself.</summary>
    Waits,
}

/// <summary>A word from another rank.</summary>
/// <param name="Kind">What it tells.</param>
/// <param name="From">The sender.</param>
/// <param name="About">The rank it is about.</param>
/// <param name="Text">In words.</param>
internal readonly record struct Notice(NoticeKind Kind, int From, int About, string Text);

/// <summary>Sends and reads <see cref="Notice"/>s, under a tag of their own.</summary>
internal sealed unsafe class MpiNotices(MpiFunctions mpi, nint comm, int rank)
{
    private const int Tag = 2, LongestText = 4000;

    // What is on its way. Nobody waits for it, so each has its memory until it is sent.
    private readonly List<nint> _posts = [];

    private readonly byte[] _buffer = new byte[sizeof(Header) + LongestText];

    /// <summary>Sends one. Whom it does not reach knows already, or never will.</summary>
    public void Post(int to, NoticeKind kind, int about, string text = "")
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        int length = Math.Min(bytes.Length, LongestText);
        var post = (Outgoing*)NativeMemory.AllocZeroed((nuint)(sizeof(Outgoing) + length));
        post->Header = new Header { Kind = kind, From = rank, About = about, Length = length };
        bytes.AsSpan(0, length).CopyTo(new Span<byte>(post + 1, length));
        int code = mpi.Send((byte*)&post->Header, sizeof(Header) + length, to, Tag, comm, &post->Request);
        if (code == MpiFunctions.Success)
            _posts.Add((nint)post);
        else
            NativeMemory.Free(post);
    }

    /// <summary>Reads the next one, if one is there.</summary>
    public bool TryRead(out Notice notice)
    {
        notice = default;
        if (mpi.Probe(Tag, comm, out bool isThere) != MpiFunctions.Success || !isThere)
            return false;
        fixed (byte* buffer = _buffer)
        {
            if (mpi.ReceiveAny(buffer, _buffer.Length, Tag, comm) != MpiFunctions.Success)
                return false;
            var header = (Header*)buffer;
            notice = new(header->Kind, header->From, header->About, Encoding.UTF8.GetString(buffer + sizeof(Header), header->Length));
            return true;
        }
    }

    /// <summary>Moves what is on its way on, and says whether all of it has left.</summary>
    public bool Flush()
    {
        for (int i = _posts.Count - 1; i >= 0; i--)
        {
            var post = (Outgoing*)_posts[i];
            if (mpi.Test(&post->Request, out bool isDone) == MpiFunctions.Success && !isDone)
                continue;
            NativeMemory.Free(post);
            _posts.RemoveAt(i);
        }
        return _posts.Count == 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public NoticeKind Kind;
        public int From;
        public int About;
        public int Length;
    }

    // The text follows.
    [StructLayout(LayoutKind.Sequential)]
    private struct Outgoing
    {
        public nint Request;
        public Header Header;
    }
}
