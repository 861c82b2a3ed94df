namespace Unrolled.Tests;

public sealed class SparklineTests
{
    [Theory]
    [InlineData("▁▂▃▄▅▆▇█", true)]
    [InlineData("_.-:=+*#", false)]
    public void Rising_numbers_rise(string expected, bool unicode) =>
        Assert.Equal(expected, Sparkline.Of([0, 1, 2, 3, 4, 5, 6, 7], unicode: unicode));

    [Fact]
    public void Equal_numbers_lie_at_the_bottom() => Assert.Equal("▁▁▁", Sparkline.Of([2, 2, 2]));

    [Fact]
    public void What_is_not_finite_is_left_blank() => Assert.Equal("▁ █ ", Sparkline.Of([0, double.NaN, 1, double.PositiveInfinity]));

    [Fact]
    public void More_numbers_than_fit_are_averaged() => Assert.Equal("▁█", Sparkline.Of([0, 2, 8, 10], width: 2));

    [Fact]
    public void Nothing_is_an_empty_line() => Assert.Equal("", Sparkline.Of([]));

    [Fact]
    public void A_width_of_nothing_is_refused() => Assert.Throws<ArgumentOutOfRangeException>(() => Sparkline.Of([1], width: 0));
}
