namespace Unrolled.Mpi.Tests;

/// <summary>
/// A rank of a test: <c>transport</c> sends and receives, <c>fault KIND RANK</c> has a rank fail in a way, <c>train</c> trains networks,
/// <c>launchers</c> reads environments.
/// </summary>
internal static class Program
{
    private const int Failed = 1, Misused = 2;

    public static int Main(string[] args)
    {
        // Which rank an error is of, a launcher does not say.
        string name = "alone";
        try
        {
            var options = new Options(args);
            switch (options.Command)
            {
                case "launchers":
                    Launchers.Check();
                    break;
                case "nothing":
                    using (Start(TimeSpan.FromSeconds(60), out name))
                        break;
                case "transport":
                    using (MpiExchange world = Start(TimeSpan.FromSeconds(60), out name))
                        Transport.Check(world, options);
                    break;
                case "fault":
                    using (MpiExchange world = Start(TimeSpan.FromSeconds(options.Number("--timeout", 60)), out name))
                        return Faults.Bring(world, options);
                case "train" when options.Has("--mpi"):
                    using (MpiExchange world = Start(TimeSpan.FromSeconds(60), out name))
                        Training.Run(world, options);
                    break;
                case "train":
                    Training.Run(null, options);
                    break;
                default:
                    throw new ArgumentException("expected transport, fault, train or launchers.");
            }
            return 0;
        }
        catch (ArgumentException e)
        {
            Console.Error.WriteLine($"{name}: {e.Message}");
            return Misused;
        }
        catch (Exception e)
        {
            Console.Error.WriteLine($"{name}: {e.GetType().Name}: {(e is ExchangeException ? e.Message : e.ToString())}");
            return Failed;
        }
    }

    private static MpiExchange Start(TimeSpan timeout, out string name)
    {
        name = "before it started";
        MpiExchange world = MpiExchange.Start(timeout);
        name = $"rank {world.Rank}";
        if (world.Rank == 0)
            Console.WriteLine($"{world.Ranks} ranks, {world.LocalRanks} on this machine, over {world.Library}");
        return world;
    }
}
