using System.Collections.Immutable;
using Unrolled.Generated;
using Unrolled.Training;

namespace Unrolled.Tests.Training;

public class UpdateBlocksTests
{
    [Fact]
    public void The_first_halves_of_all_tensors_come_before_the_second()
    {
        int[] order = Order([("a", 40), ("b", 40), ("c", 20)]);
        Assert.Equal([0, 4, 8, 1, 5], order[..5]);
        Assert.Equal([2, 6, 9, 3, 7], order[5..]);
    }

    [Theory, InlineData(1, 1), InlineData(3, 50), InlineData(25, 4), InlineData(95, 13)]
    public void Every_block_comes_once(int first, int second)
    {
        int[] order = Order([("a", first), ("b", second)]);
        Assert.Equal(Enumerable.Range(0, (first + second + 9) / 10), order.Order());
    }

    private static int[] Order((string Name, int Length)[] tensors)
    {
        var parameters = ImmutableArray.CreateBuilder<ParameterInfo>();
        int offset = 0;
        foreach ((string name, int length) in tensors)
        {
            parameters.Add(new ParameterInfo(name, [length], [1], offset, default));
            offset += length;
        }
        var blocks = new UpdateBlocks(parameters.ToImmutable(), [new LearnedRange(0, 0, offset)], size: 10);
        var items = Enumerable.Range(0, blocks.Count).Select(item => blocks[item]).ToArray();
        Assert.All(items, block => Assert.Equal(block.Number * 10, block.Start));
        Assert.Equal(offset, items.Sum(block => block.Count));
        return [.. items.Select(block => block.Number)];
    }
}
