using Unrolled.Training;

namespace Unrolled.Tests.Training;

public class WorkSharesTests
{
    [Fact]
    public void A_thread_takes_its_own_items_first_and_then_what_others_left()
    {
        var shares = new WorkShares(4);
        shares.Divide(items: 8, sharers: 2);
        Assert.Equal([0, 4, 1, 5, 2], [shares.Take(0), shares.Take(1), shares.Take(0), shares.Take(1), shares.Take(0)]);
        Assert.Equal([6, 7, 3, -1, -1], [shares.Take(1), shares.Take(1), shares.Take(1), shares.Take(1), shares.Take(0)]);
    }

    [Theory, InlineData(0, 3), InlineData(1, 3), InlineData(2, 3), InlineData(7, 3), InlineData(12, 4), InlineData(5, 1)]
    public void Whoever_comes_every_item_is_taken_once(int items, int sharers)
    {
        var shares = new WorkShares(sharers);
        for (int alone = 0; alone < sharers; alone++)
        {
            shares.Divide(items, sharers);
            var taken = new List<int>();
            while (shares.Take(alone) is var item and >= 0)
                taken.Add(item);
            Assert.Equal(Enumerable.Range(0, items), taken.Order());
        }
    }

    [Fact]
    public void Nothing_is_left_of_cleared_items()
    {
        var shares = new WorkShares(2);
        shares.Divide(items: 10, sharers: 2);
        shares.Take(0);
        shares.Clear();
        Assert.Equal([-1, -1], [shares.Take(0), shares.Take(1)]);
    }
}
