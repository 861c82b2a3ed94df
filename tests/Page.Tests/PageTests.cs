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
        foreach (Written written in Written.All.Where(static w => w.Digit is 3 or 5 or 2).DistinctBy(static w => w.Digit))
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

        Console.WriteLine($"page: {Written.All.Length - misread.Count} of {Written.All.Length} replayed digits are read");
        Assert.True(misread.Count * 10 <= Written.All.Length, string.Join(", ", misread));
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task A_finger_draws_on_a_phone_and_nothing_is_wider_than_it()
    {
        await using Visit visit = await browser.Open(390, new() { HasTouch = true, IsMobile = true });
        Written seven = Written.All.First(static w => w.Digit == 7);
        await visit.Touch(seven.Strokes);
        Assert.Equal(7, (await visit.Spoken()).Digit);
        Assert.Equal(0, await visit.Page.EvaluateAsync<int>("scrollX + scrollY"));
        Assert.InRange(await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"), 1, 390);
        // The last bar is seen while one draws.
        await Assertions.Expect(visit.Page.Locator("#bars li").Last).ToBeInViewportAsync(new() { Ratio = 1 });
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task Keys_alone_draw_take_back_and_choose()
    {
        await using Visit visit = await browser.Open();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Assertions.Expect(visit.Pad).ToBeFocusedAsync();
        await visit.Press(" ");
        await Assertions.Expect(visit.Page.Locator("#pen")).ToHaveTextAsync("Pen down.");
        await visit.Press("ArrowDown", 15);
        await visit.Press(" ");
        Assert.Equal(1, (await visit.Spoken()).Digit);

        await visit.Press("ArrowRight", 3);
        await visit.Press("Enter");
        await visit.Press("ArrowUp", 12);
        await visit.Press("Backspace");
        Assert.Equal(1, (await visit.Spoken()).Digit);
        await visit.Press("Delete");
        await visit.Settle();
        await Assertions.Expect(visit.Verdict).ToHaveTextAsync("Nothing is drawn yet.");

        // The pad, two buttons, and then the digits.
        await visit.Press("Tab", 3 + 4);
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw digit 4" })).ToBeFocusedAsync();
        await visit.Press("Enter");
        await Assertions.Expect(visit.Verdict).ToContainTextAsync("a 4,");
        Assert.Empty(visit.Errors);
    }

    [Fact]
    public async Task The_digits_that_the_page_draws_are_read()
    {
        await using Visit visit = await browser.Open(1280, new() { ReducedMotion = ReducedMotion.Reduce });
        for (int digit = 0; digit < 10; digit++)
        {
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = $"Draw digit {digit}" }).ClickAsync();
            Assert.Equal(digit, (await visit.Spoken()).Digit);
        }

        Assert.Empty(visit.Errors);
    }

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task Rules_of_accessibility_are_kept_in_either_colour(ColorScheme scheme)
    {
        await using Visit visit = await browser.Open(
            390, new() { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce, BypassCSP = true });
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw digit 8" }).ClickAsync();
        await visit.Settle();
        AxeResult result = await visit.Page.RunAxe();
        Assert.True(
            result.Violations.Length == 0,
            string.Join("; ", result.Violations.Select(static v => $"{v.Help}: {string.Join(", ", v.Nodes.Select(static n => n.Html))}")));
    }

    [Fact]
    public async Task What_is_refused_is_told_and_asked_again()
    {
        await using Visit visit = await browser.Open();
        int asked = 0;
        await visit.Page.RouteAsync("**/draw", route => asked++ > 0 ? route.ContinueAsync() : route.FulfillAsync(new()
        {
            Status = 429,
            ContentType = "application/json",
            Headers = new Dictionary<string, string> { ["Retry-After"] = "3" },
            Body = """{"error":"come again later."}""",
        }));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Draw digit 2" }).ClickAsync();
        await Assertions.Expect(visit.Page.Locator("#problem")).ToHaveTextAsync("The service says: come again later.");
        await Assertions.Expect(visit.Page.Locator("#problem")).ToBeEmptyAsync();
        Assert.Equal(2, (await visit.Spoken()).Digit);
        Assert.All(visit.Errors, static error => Assert.Contains("429", error, StringComparison.Ordinal));
    }
}
