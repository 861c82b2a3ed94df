namespace Unrolled.Docs.Tests;

/// <summary>
/// Commands that pages show are run: by <c>tests/docs.sh</c>, or by the script of the repository that stands behind the fence.
/// </summary>
public class CommandTests
{
    private const string Follower = "tests/docs.sh";

    private static IEnumerable<Block> Commands => Page.All.SelectMany(static page => page.Blocks).Where(static block => block.IsCommands);

    [Fact]
    public void Pages_whose_commands_bear_no_mark_are_followed()
    {
        string script = File.ReadAllText(Page.InRepository(Follower));
        foreach (Block block in Commands.Where(static block => block.Mark.Length == 0))
        {
            Assert.True(script.Contains(block.Page, StringComparison.Ordinal),
                $"{block}: {Follower} does not follow the page, and no mark says what runs this.");
        }
    }

    /// <summary>
    /// The script, which CI runs, reads them from the page; or what each is about, a path or a name of the repository, stands in it.
    /// </summary>
    [Fact]
    public void A_mark_names_what_runs_the_commands()
    {
        string gate = File.ReadAllText(Page.InRepository(".ci/run"));
        foreach (Block block in Commands.Where(static block => block.Mark.Length > 0))
        {
            string script = File.ReadAllText(Page.InRepository(block.Mark));
            bool isRun = block.Mark == ".ci/run" || gate.Contains(block.Mark, StringComparison.Ordinal);
            Assert.True(isRun, $"{block}: .ci/run does not run {block.Mark}.");
            if (script.Contains(block.Page, StringComparison.Ordinal))
                continue;
            foreach (string line in block.Lines)
            {
                string[] subjects = [.. Subjects(line)];
                Assert.True(subjects.Length > 0 && subjects.All(s => script.Contains(s, StringComparison.Ordinal)),
                    $"{block}: {block.Mark} does not speak of {string.Join(", ", subjects)}.");
            }
        }
    }

    // Of "dotnet run -c Release --project samples/Digits -- --epochs 3   # a comment" it is samples/Digits; of "dotnet test" it is test.
    private static IEnumerable<string> Subjects(string line)
    {
        string[] words = [.. line.Split(" #")[0].Split(' ', StringSplitOptions.RemoveEmptyEntries).TakeWhile(static word => word != "--")];
        string[] paths = [.. words.Where(static word => word.Contains('/', StringComparison.Ordinal) && !word.StartsWith('-'))];
        return paths.Length > 0 ? paths : [string.Join(' ', words.Take(2))];
    }
}
