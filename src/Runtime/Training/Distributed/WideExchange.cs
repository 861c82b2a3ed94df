using Unrolled.Generated;
using Unrolled.Memory;

namespace Unrolled.Training.Distributed;

/// <summary>
/// Gives all ranks the columns of a wide layer's gradient, of which each has summed its items'. They are on their way while what is before
/// the layer goes on backward.
/// </summary>
internal sealed unsafe class WideExchange(Ranks ranks)
{
    private readonly List<int> _operations = [];
    private GrowingBuffer<float> _packed;
    private WideSum? _sum;
    private int _items;

    /// <summary>Begins, once this rank's items are done.</summary>
    /// <param name="work">The work.</param>
    /// <param name="gradients">All gradients.</param>
    public void Begin(WideWork work, float* gradients)
    {
        (_sum, _items) = (work.Sum!, work.Items);
        _packed.Ensure((long)_sum.Rows * _sum.Columns);
        Copy(ranks.Rank, gradients, pack: true);
        long own = Bytes(ranks.Rank);
        for (int rank = 0; rank < ranks.Count; rank++)
        {
            if (rank == ranks.Rank)
                continue;
            if (own > 0)
                _operations.Add(ranks.Send(rank, At(ranks.Rank), own));
            if (Bytes(rank) > 0)
                _operations.Add(ranks.Receive(rank, At(rank), Bytes(rank)));
        }
    }

    /// <summary>Waits for the other ranks' columns, and puts them where they belong.</summary>
    public void End(float* gradients)
    {
        if (_sum is null)
            return;
        ranks.Complete(_operations);
        for (int rank = 0; rank < ranks.Count; rank++)
        {
            if (rank != ranks.Rank)
                Copy(rank, gradients, pack: false);
        }
        _sum = null;
    }

    private int FirstColumn(int rank) => Math.Min(ranks.Begin(_items, rank) * _sum!.Block, _sum.Columns);

    private long Bytes(int rank) => (long)(FirstColumn(rank + 1) - FirstColumn(rank)) * _sum!.Rows * sizeof(float);

    private float* At(int rank) => _packed.Pointer + (nint)FirstColumn(rank) * _sum!.Rows;

    private void Copy(int rank, float* gradients, bool pack)
    {
        int first = FirstColumn(rank), columns = FirstColumn(rank + 1) - first;
        for (int row = 0; row < _sum!.Rows; row++)
        {
            var apart = new Span<float>(gradients + _sum.Gradient + (nint)row * _sum.Columns + first, columns);
            var together = new Span<float>(At(rank) + (nint)row * columns, columns);
            (pack ? apart : together).CopyTo(pack ? together : apart);
        }
    }
}
