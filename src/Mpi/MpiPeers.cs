using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Unrolled;

/// <summary>Who the ranks are, by their own word, and what is known of each since.</summary>
internal sealed unsafe class MpiPeers
{
    private const int NameLength = 112;

    private readonly Card[] _cards;
    private readonly bool[] _isVisible;
    private readonly int _rank;

    private MpiPeers(Card[] cards, int rank)
    {
        _cards = cards;
        _rank = rank;
        // Processes of another container have numbers of their own, even where the machine's name is the same.
        _isVisible =
        [
            .. cards.Select(card => card.Machine == cards[rank].Machine && card.Start != 0 && StartOf(card.Process) == card.Start),
        ];
        Greeted = new long[cards.Length];
        Left = new long[cards.Length];
        Signs = new long[cards.Length];
        Gone = new long[cards.Length];
    }

    /// <summary>When a rank said that it is there; 0 where it did not.</summary>
    public long[] Greeted { get; }

    /// <summary>When a rank said that it leaves; 0 where it did not.</summary>
    public long[] Left { get; }

    /// <summary>When a rank last said that it waits, too.</summary>
    public long[] Signs { get; }

    /// <summary>When a rank's process was first missed.</summary>
    public long[] Gone { get; }

    /// <summary>How many ranks are on this machine.</summary>
    public int OnThisMachine => _cards.Count(card => card.Machine == _cards[_rank].Machine);

    /// <summary>Introduces all ranks to each other.</summary>
    /// <returns>The ranks, or null and an error's code.</returns>
    public static MpiPeers? Meet(MpiFunctions mpi, nint comm, int rank, int ranks, out int code)
    {
        var cards = new Card[ranks];
        Card own = Card.Own();
        fixed (Card* all = cards)
            code = mpi.Gather((byte*)&own, (byte*)all, sizeof(Card), comm);
        return code == MpiFunctions.Success ? new(cards, rank) : null;
    }

    /// <summary>A rank with what finds it: "rank 2 (process 4711 on node7)".</summary>
    public string Describe(int rank) => $"rank {rank} (process {_cards[rank].Process} on {_cards[rank].Machine})";

    /// <summary>Whether a process of this machine is there no more. Of other machines' it is not known.</summary>
    public bool HasEnded(int rank) => _isVisible[rank] && StartOf(_cards[rank].Process) != _cards[rank].Start;

    // When a process began, in the system's ticks; 0 where there is none, or only what remains of one until its parent asks.
    private static long StartOf(int process)
    {
        string status;
        try
        {
            status = File.ReadAllText($"/proc/{process}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
        // The name in parentheses may have spaces; the state is the first word behind it, the start the twentieth.
        string[] words = status[(status.LastIndexOf(')') + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 19 && words[0] is not ("Z" or "X") ? long.Parse(words[19], CultureInfo.InvariantCulture) : 0;
    }

    /// <summary>What a rank says of itself.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Card
    {
        public long Start;
        public int Process;
        private int _length;
        private fixed byte _machine[NameLength];

        public string Machine
        {
            get
            {
                fixed (byte* machine = _machine)
                    return Encoding.UTF8.GetString(machine, _length);
            }
        }

        public static Card Own()
        {
            var card = new Card { Process = Environment.ProcessId, Start = StartOf(Environment.ProcessId) };
            byte[] name = Encoding.UTF8.GetBytes(Environment.MachineName);
            card._length = Math.Min(name.Length, NameLength);
            name.AsSpan(0, card._length).CopyTo(new Span<byte>(card._machine, NameLength));
            return card;
        }
    }
}
