using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Unrolled.Samples.Tests;

/// <summary>Networks over living parts, parts of files, features computed once.</summary>
[Trait("Category", "Slow")]
public class SharingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private static readonly float[] Inputs = [.. Enumerable.Range(0, 37 * Trunk.InputLength).Select(i => (float)Math.Sin(i * 0.7))];
    private static readonly int[] Labels = [.. Enumerable.Range(0, 37).Select(i => i % 4)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_living_part_is_the_same_memory()
    {
        var trunk = new Trunk(3);
        var tree = new FrozenTree(trunk, seed: 5);

        Assert.True(
            Unsafe.AreSame(ref MemoryMarshal.GetReference(trunk.Dense1Weight), ref MemoryMarshal.GetReference(tree.Trunk1Dense1Weight)));
        trunk.Dense1Weight[0] = 7;
        Assert.Equal(7, tree.Trunk1Dense1Weight[0]);
        Assert.Equal(FrozenTree.ParameterCount - Trunk.ParameterCount, tree.Parameters.Length);
        // What is not shared is drawn as ever.
        Assert.Equal(new FrozenTree(5).Dense1Weight.ToArray(), tree.Dense1Weight.ToArray());
    }

    [Fact]
    public void A_frozen_living_part_keeps_its_bits_and_a_learning_one_does_not()
    {
        var trunk = new Trunk(3);
        float[] before = trunk.Parameters.ToArray();
        Train(new FrozenTree(trunk, seed: 5));
        Assert.Equal(before, trunk.Parameters.ToArray());
        Train(new Tree(trunk, seed: 5));
        Assert.NotEqual(before, trunk.Parameters.ToArray());
    }

    [Theory, InlineData(1), InlineData(2), InlineData(3)]
    public void Living_and_own_parts_train_to_the_same_bits(int threads)
    {
        var trunk = new Trunk(3);
        var tree = new Tree(trunk, seed: 5);
        var own = new Tree(5);
        string file = Path.Combine(_folder, "trunk.safetensors");
        trunk.Save(file);
        LoadReport report = own.Load(file, "trunk1");
        Assert.Equal((7, 0, 0), (report.Taken.Length, report.Missing.Length, report.Unused.Length));

        Assert.Equal(Train(own, 1), Train(tree, threads));
        Assert.Equal(own.Trunk1Dense1Weight.ToArray(), trunk.Dense1Weight.ToArray());
        Assert.Equal(own.Dense1Weight.ToArray(), tree.Dense1Weight.ToArray());
        string one = Path.Combine(_folder, "one"), other = Path.Combine(_folder, "other");
        tree.Save(one);
        own.Save(other);
        Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(other));
    }

    [Fact]
    public void A_run_over_living_parts_resumes_to_the_bit()
    {
        string file = Path.Combine(_folder, "run");
        var first = new Tree(new Trunk(3), seed: 5);
        using (var trainer = new Trainer<Tree>(first, new Adam(0.01f), new() { MaxNorm = 1 }))
        {
            trainer.Step(Inputs, Labels);
            trainer.Save(file);
            trainer.Step(Inputs, Labels);
        }
        var second = new Tree(new Trunk(9), seed: 9);
        using (var trainer = new Trainer<Tree>(second, new Adam(0.01f), new() { MaxNorm = 1 }))
        {
            trainer.Load(file);
            trainer.Step(Inputs, Labels);
        }
        Assert.Equal(Predict(first), Predict(second));
        Assert.Equal(first.Trunk1Dense1Weight.ToArray(), second.Trunk1Dense1Weight.ToArray());
    }

    [Fact]
    public void Two_networks_share_one_part()
    {
        var trunk = new Trunk(3);
        var one = new FrozenTree(trunk, seed: 1);
        var two = new FrozenTree(trunk, seed: 2);
        one.Dense1Weight.CopyTo(two.Dense1Weight);
        one.Dense1Bias.CopyTo(two.Dense1Bias);
        trunk.Dense1Bias[0] += 1;
        Assert.Equal(Predict(one), Predict(two));
    }

    [Fact]
    public void What_is_shared_cannot_be_shared_again() => Assert.Contains(
        "share a network that owns its parameters", Assert.Throws<ArgumentException>(() => new Forest(new Tree(new Trunk(3)))).Message);

    [Fact]
    public void Features_are_what_a_frozen_part_gives()
    {
        var trunk = new Trunk(3);
        var crown = new Crown(5);
        var tree = new FrozenTree(trunk, seed: 5);
        var data = new Dataset(Inputs, Trunk.InputLength, Labels);
        Dataset features = data.Features(trunk);
        Assert.Equal((37, Trunk.OutputLength, 1), (features.Count, features.InputLength, features.TargetLength));

        tree.Dense1Weight.CopyTo(crown.Dense1Weight);
        tree.Dense1Bias.CopyTo(crown.Dense1Bias);
        using (var trainer = new Trainer<Crown>(crown, new Adam(0.01f)))
            Assert.Equal(Train(tree, 2), trainer.Fit(features, 2, 37).Select(e => e.Loss).ToArray());
        Assert.Equal(tree.Dense1Weight.ToArray(), crown.Dense1Weight.ToArray());
        Assert.Contains("takes samples", Assert.Throws<ArgumentException>(() => features.Features(trunk)).Message);
    }

    [Fact]
    public void Loading_a_part_reports_what_was_taken()
    {
        string file = Path.Combine(_folder, "tree.safetensors");
        var tree = new Tree(3);
        tree.Save(file);
        var forest = new Forest(4);

        // From a network with such a part, from the part's own file, and the other way round.
        Assert.Equal(9, forest.Load(file, "tree1").Taken.Length);
        Assert.Equal(tree.Dense1Weight.ToArray(), forest.Tree1Dense1Weight.ToArray());
        LoadReport all = forest.Load(file, "");
        Assert.Equal(["dense1.bias"], all.Taken);
        Assert.Contains("dense1.weight", all.Unused);
        Assert.Contains("tree1.dense1.weight", all.Missing);
        var trunk = new Trunk(9);
        Assert.Contains("no tensor", Assert.Throws<InvalidDataException>(() => trunk.Load(file, "")).Message);
        Assert.Contains("its parts are", Assert.Throws<ArgumentException>(() => forest.Load(file, "leaf")).Message);
    }

    [Fact]
    public void Info_shows_what_a_frozen_prefix_saves()
    {
        string info = FrozenTree.Info.ToString();
        Assert.Contains("backward", info);
        Assert.Equal(Crown.Info.BackwardMultiplyAdds, FrozenTree.Info.BackwardMultiplyAdds);
        Assert.True(FrozenTree.Info.BackwardMultiplyAdds < Tree.Info.BackwardMultiplyAdds);
    }

    private static float[] Train<T>(T network, int threads = 1) where T : class, INetwork<T>
    {
        using var trainer = new Trainer<T>(network, new Adam(0.01f), new() { Threads = threads });
        var data = new Dataset(Inputs, Trunk.InputLength, Labels);
        return [.. trainer.Fit(data, 2, 37).Select(e => e.Loss)];
    }

    private static float[] Predict<T>(T network) where T : class, INetwork<T>
    {
        float[] outputs = new float[37 * T.Info.OutputLength];
        network.Predict(Inputs, outputs);
        return outputs;
    }
}

[Network, Input(2, 5, 5)]
[Conv2D(3, 3), BatchNorm(Bias = false, Momentum = 0), ReLU, Flatten, Dense(7), Tanh]
internal sealed partial class Trunk;

[Network, Input(2, 5, 5)]
[Use<Trunk>, Dense(4)]
[SoftmaxCrossEntropy]
internal sealed partial class Tree;

[Network, Input(2, 5, 5)]
[Use<Trunk>(Frozen = true), Dense(4)]
[SoftmaxCrossEntropy]
internal sealed partial class FrozenTree;

[Network, Input(7)]
[Dense(4)]
[SoftmaxCrossEntropy]
internal sealed partial class Crown;

[Network, Input(2, 5, 5)]
[Use<Tree>, ReLU, Dense(4)]
[SoftmaxCrossEntropy]
internal sealed partial class Forest;
