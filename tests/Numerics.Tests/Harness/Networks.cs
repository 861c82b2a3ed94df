namespace Unrolled.Numerics.Tests;

/// <summary>The networks of these tests, in a few assemblies that are compiled when a test first wants them.</summary>
internal static class Networks
{
    /// <summary>Every layer with all its options.</summary>
    public static NetworkSet Zoo { get; } = new(Tests.Zoo.All);

    /// <summary>Random small stacks.</summary>
    public static NetworkSet Random { get; } = new(RandomStacks.All);

    /// <summary>Networks with random masks.</summary>
    public static NetworkSet Dropout { get; } = new(Dropouts.All);

    /// <summary>Networks that take a sequence step by step.</summary>
    public static NetworkSet Streams { get; } = new([.. Tests.Streams.All.Select(Tests.Streams.With), .. Tests.Streams.None]);

    /// <summary>The networks PyTorch has trained, LeNet-5 among them.</summary>
    public static NetworkSet States { get; } = new(State.All.Select(s => s.Declaration));
}
