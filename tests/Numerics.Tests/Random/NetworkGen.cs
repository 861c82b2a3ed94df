using CsCheck;

namespace Unrolled.Numerics.Tests;

/// <summary>Random networks over the whole catalogue of layers and all compositions.</summary>
internal sealed class NetworkGen : Gen<Declaration>
{
    private const int Depth = 3;

    // What costs time is compiling, and that goes by the size of what is computed; most faults show on small networks.
    private static readonly Surroundings Small = new(Depth, Tied: false, Values: 60, Parameters: 250);
    private static readonly Surroundings Large = new(Depth, Tied: false, Values: 200, Parameters: 1200);

    /// <summary>The network of this index in a run.</summary>
    public static Declaration Of(ulong seed, int index) => new NetworkGen().Generate(new PCG((uint)index, seed), null, out _);

    public override Declaration Generate(PCG pcg, Size? min, out Size size)
    {
        size = new Size(0);
        var dice = new Dice(pcg);
        var network = new Network
        {
            L1 = dice.Maybe(0.05, 10),
            L2 = dice.Maybe(0.2, 15),
            RegularizeBias = dice.Maybe(dice.Chance(70), 15),
            Unroll = dice.Maybe(dice.Pick([1, 16, 1000, 16_384]), 15),
        };
        bool tokens = dice.Chance(12);
        bool large = dice.Chance(10);
        int[] input = tokens ? [dice.Between(1, 8)] : Input(dice, large);
        var chain = new ChainBuilder(dice, new(dice), network, new(input, AreTokens: tokens), large ? Large : Small);
        if (tokens)
            chain.AddEmbedding();
        chain.Grow(dice.Between(1, dice.Chance(20) ? 10 : 6));
        chain.AddLoss();
        bool inputGradient = !tokens && dice.Chance(25);
        return new(input, [.. chain.Layers]) { Network = network with { InputGradient = inputGradient ? true : null } };
    }

    private static int[] Input(Dice dice, bool large) => dice.Between(0, 9) switch
    {
        < 3 => [dice.Between(1, 20)],
        < 6 => [dice.Between(1, 8), dice.Between(1, large ? 20 : 7)],
        _ => [dice.Between(1, 3), dice.Between(2, large ? 8 : 5), dice.Between(2, large ? 8 : 5)],
    };
}
