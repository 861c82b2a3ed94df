using Digits;
using Samples;

namespace Unrolled.Samples.Tests;

public sealed class CommandLineTests
{
    [Fact]
    public void Nothing_asks_for_five_epochs_of_Adam_on_generated_digits()
    {
        Settings settings = Read([])!;

        Assert.Equal((5, 64, Environment.ProcessorCount, 1UL), (settings.Epochs, settings.Batch, settings.ThreadsAmong(1), settings.Seed));
        Assert.Equal((null, null, null, "adam"), (settings.Data, settings.Model, settings.Rate, settings.Optimizer));
        Assert.Equal(1e-3, Assert.IsType<Adam>(settings.CreateOptimizer()).Rate);
    }

    [Fact]
    public void Every_option_is_read()
    {
        Settings settings = Read([
            "--data", "mnist", "--epochs", "12", "--batch", "37", "--threads", "8", "--seed", "18446744073709551615",
            "--optimizer", "sgd", "--rate", "1e-2", "--model", "@file"])!;

        Assert.Equal((12, 37, 8, ulong.MaxValue), (settings.Epochs, settings.Batch, settings.ThreadsAmong(1), settings.Seed));
        Assert.Equal(("mnist", "@file", 0.01f, "sgd"), (settings.Data, settings.Model, settings.Rate, settings.Optimizer));
        Assert.Equal(0.01, Assert.IsType<Sgd>(settings.CreateOptimizer()).Rate);
    }

    [Fact]
    public void Sgd_has_its_own_default_rate()
    {
        Assert.Equal(0.05, Read(["--optimizer", "sgd"])!.CreateOptimizer().Rate);
    }

    [Theory]
    [InlineData("--epochs expects a whole number from 1 to 100000, but got '0'", "--epochs", "0")]
    [InlineData("--batch expects a whole number from 1 to 1000000, but got '1.5'", "--batch", "1.5")]
    [InlineData("--threads expects a whole number from 1 to 1024, but got '-2'", "--threads", "-2")]
    [InlineData("--seed expects a whole number from 0 to 18446744073709551615, but got '-1'", "--seed", "-1")]
    [InlineData("--optimizer expects adam or sgd, but got 'rmsprop'", "--optimizer", "rmsprop")]
    [InlineData("--rate expects a finite number greater than 0, such as 0.001, but got '0'", "--rate", "0")]
    [InlineData("--rate expects a finite number greater than 0, such as 0.001, but got 'Infinity'", "--rate", "Infinity")]
    [InlineData("--data expects a path, but got ''", "--data", "")]
    [InlineData("--epochs expects a value (N), but got nothing", "--epochs")]
    [InlineData("'--epoch'", "--epoch", "3")]
    [InlineData("'more'", "more")]
    [InlineData("--seed", "--seed", "1", "--seed", "2")]
    public void What_is_wrong_is_named_with_what_was_expected(string expected, params string[] args)
    {
        string message = Assert.Throws<UsageException>(() => Read(args)).Message;

        Assert.Contains(expected, message);
        Assert.DoesNotContain('\n', message);
    }

    private static Settings? Read(string[] args)
    {
        var line = new CommandLine();
        return line.Command.Read(args) is { } parsed ? line.Settings(parsed) : null;
    }
}
