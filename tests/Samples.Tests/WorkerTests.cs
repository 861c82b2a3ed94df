using System.Diagnostics;
using Unrolled.Tests;

namespace Unrolled.Samples.Tests;

/// <summary>The worker that sorts pictures, run as it is built.</summary>
public sealed class WorkerTests : TempDirectory
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Pictures_go_to_the_folder_of_their_digit_and_none_is_lost()
    {
        (byte[] Png, int Digit)[] pictures = ServiceTests.Drawn(4);
        var expected = new List<string>();
        for (int i = 0; i < pictures.Length; i++)
            expected.Add(Path.GetRelativePath(Directory, Place(pictures[i], $"{i}.png")));
        Put("text.png", "no picture");
        // A name that is taken where it goes.
        Put($"{pictures[0].Digit}/0.png", "there before");
        expected[0] = $"{pictures[0].Digit}/0-2.png";

        (string program, string[] arguments) = ServiceProcess.Built(
            "Worker", "digit-worker.dll", ["--Folder", Directory, "--Interval", "00:00:00.05", "--Logging:LogLevel:Default", "None"]);
        using Process worker = Process.Start(new ProcessStartInfo(program, arguments))!;
        try
        {
            foreach (string path in (string[])[.. expected, "refused/text.png"])
                await Until(() => File.Exists(PathOf(path)), path);
        }
        finally
        {
            worker.Kill();
            await worker.WaitForExitAsync();
        }

        for (int i = 0; i < pictures.Length; i++)
            Assert.Equal(pictures[i].Png, await File.ReadAllBytesAsync(PathOf(expected[i])));
        Assert.Equal("there before", await File.ReadAllTextAsync(PathOf($"{pictures[0].Digit}/0.png")));
        Assert.Empty(System.IO.Directory.GetFiles(Directory));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_of_the_start()
    {
        (string program, string[] arguments) = ServiceProcess.Built("Worker", "digit-worker.dll", ["--Folder", PathOf("absent")]);
        using Process worker = Process.Start(
            new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true })!;
        Task<string> output = worker.StandardOutput.ReadToEndAsync();
        string error = await worker.StandardError.ReadToEndAsync() + await output;
        await worker.WaitForExitAsync();
        Assert.NotEqual(0, worker.ExitCode);
        Assert.Contains("expected --Folder and a folder that is there.", error, StringComparison.Ordinal);
    }

    /// <summary>Puts a picture where it arrives, and tells where it will go.</summary>
    private string Place((byte[] Png, int Digit) picture, string name)
    {
        Put(name, picture.Png);
        return PathOf($"{picture.Digit}/{name}");
    }

    private static async Task Until(Func<bool> done, string what)
    {
        DateTime end = DateTime.UtcNow + s_patience;
        while (!done())
        {
            Assert.True(DateTime.UtcNow < end, $"not within {s_patience}: {what}");
            await Task.Delay(20);
        }
    }
}
