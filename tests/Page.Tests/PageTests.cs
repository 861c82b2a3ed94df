using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Unrolled.Page.Tests;

/// <summary>The page in a browser: by mouse, finger and keys, in both colours, at the widths of a phone and of a desk.</summary>
public sealed class PageTests(Browser browser) : IClassFixture<Browser>
{
    [Theory]
    [InlineData(1280, ColorScheme.Light, "page-1280.png")]
    [InlineData(390, ColorScheme.Dark, "page-390.png")]
    public async Task Three_digits_are_drawn_and_read_without_an_error(int width, ColorScheme scheme, string screenshot)
    {
        await using Visit visit = await browser.Open(width, new() { ColorScheme = scheme });
        foreach (Written written in Written.All.Where(static w => w.Digit is 3 or 5 or 8).DistinctBy(static w => w.Digit))
        {
            await visit.Clear();
            await visit.Draw(written.Strokes);
            Assert.Equal(written.Digit, (await visit.Spoken()).Digit);
            Assert.Equal(written.Digit.ToString(), await visit.Page.Locator("#bars .best span").First.InnerTextAsync());
        }

        await visit.Keep(screenshot);
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task Nine_of_ten_digits_that_are_replayed_as_strokes_are_read()
    {
        await using Visit visit = await browser.Open();
        var misread = new List<string>();
        foreach (Written written in Written.All)
        {
            await visit.Clear();
            await visit.Draw(written.Strokes);
            (int digit, double percent) = await visit.Spoken();
            if (digit != written.Digit)
                misread.Add($"{written.Digit} as {digit} ({percent} %)");
        }

        TestContext.Current.SendDiagnosticMessage($"{Written.All.Length - misread.Count} of {Written.All.Length} read");
        Assert.True(misread.Count * 10 <= Written.All.Length, string.Join(", ", misread));
        Assert.Empty(visit.Errors);
    }
}
