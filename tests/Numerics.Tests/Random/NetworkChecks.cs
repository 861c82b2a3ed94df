namespace Unrolled.Numerics.Tests;

/// <summary>
/// All that must hold for any network: agreement with the oracle, the same bits for any batch, body, number of threads and way of feeding,
/// and files that bring everything back.
/// </summary>
internal sealed class NetworkChecks
{
    private const int Seed = 3;

    /// <summary>Samples of the batches that the oracle follows: lanes that are full or not, and a second group.</summary>
    private static readonly int[] Counts = [2, 5, 16, 19];

    /// <summary>Samples of the batches whose bits are compared: several groups, the last one not full.</summary>
    private const int Many = 37;

    private readonly Declaration _declaration;
    private readonly OracleNetwork _start;
    private readonly Batch _many;
    private readonly Dictionary<string, string> _bits = [];
    private string _check = "";

    private NetworkChecks(Declaration declaration)
    {
        _declaration = declaration;
        _start = new OracleNetwork(declaration).Initialize(Seed);
        _many = Batch.Random(_start, Many, seed: 5);
    }

    /// <summary>What is to be said of a network that did not compile.</summary>
    public static Finding OfError(CompileError? error)
    {
        if (error is null)
            return Finding.Passed;
        return error.Stage == CompileStage.Refused && Refusals.Reason(error) is { } reason
            ? new(Verdict.Refused, reason, error.Text)
            : new(Verdict.Failed, $"{error.Stage}, {error.Id}", error.Text);
    }

    /// <summary>What becomes of a network of a set that compiles together.</summary>
    public static Finding Run(Declaration declaration, NetworkSet set)
    {
        if (set.Error(declaration.Title) is { } error)
            return OfError(error);
        var checks = new NetworkChecks(declaration);
        try
        {
            return checks.Run(set.Bodies, body => set.Build(declaration.Title, body));
        }
        catch (Xunit.Sdk.XunitException e)
        {
            return new(Verdict.Failed, checks._check, e.Message);
        }
        catch (Exception e)
        {
            return new(Verdict.Failed, $"{checks._check}, {e.GetType().Name}", e.ToString());
        }
    }

    private Finding Run(IReadOnlyList<Body> bodies, Func<Body, Subject> build)
    {
        int count = Counts[_declaration.Title.Length % Counts.Length];
        var batch = Batch.Random(_start, count, seed: count);
        if (_start.Classes > 0 && _declaration.Title.Length % 3 == 0)
            batch = batch.WithDistributions(_start, seed: 6);
        var expectation = Expectation.Of(_declaration, batch, Seed);
        if (expectation.Unusable is { } reason)
            return new(Verdict.Skipped, reason.Split(" of ")[0]);
        foreach (Body body in bodies)
        {
            _check = "making the network";
            var subject = build(body);
            Describes(subject);
            Agrees(subject, expectation, batch);
            KeepsItsBits(subject);
            if (body != bodies[^1])
                continue;
            HasTheSameBitsOnRanks(subject);
            ComesBackFromAFile(subject, build(body));
        }
        return Finding.Passed;
    }

    private void Describes(Subject subject)
    {
        _check = "names and shapes";
        Assert.Equal(_start.Input, subject.Info.Input);
        Assert.Equal(_start.Output, subject.Info.Output);
        Assert.Equal(_start.Parameters.Select(t => $"{t.Name} {string.Join(", ", t.Shape)} {t.Learned}").Order(),
            subject.Info.Parameters.Select(t => $"{t.Name} {string.Join(", ", t.Shape)} {t.Learned}").Order());
        Assert.Equal(Enumerable.Range(0, subject.Info.ParameterCount), subject.Info.Parameters.SelectMany(Subject.Places).Order());
    }

    private void Agrees(Subject subject, Expectation expectation, Batch batch)
    {
        subject.Set(_start);
        _check = "outputs one by one";
        expectation.Compare("outputs", subject.PredictInPieces(batch, 1));
        _check = "outputs of a batch";
        expectation.Compare("outputs", subject.Predict(batch.Inputs));
        if (_declaration.Network.InputGradient == true)
            AgreesAboutItsInput(subject, expectation, batch);
        if (!_start.HasLoss)
            return;
        _check = "evaluation";
        expectation.Compare("evaluation", [subject.Evaluate(batch, threads: 2).Loss]);
        _check = "gradients";
        var (loss, gradients) = subject.Differentiate(batch, threads: 2);
        expectation.Compare("loss", [loss]);
        foreach (var tensor in _start.Parameters.Where(t => t.Learned))
            expectation.Compare($"gradient of {tensor.Name}", gradients[tensor.Name]);
        _check = "steps";
        subject.Set(_start);
        float[] losses = subject.Train(batch, new Sgd((float)Expectation.Rate, (float)Expectation.Momentum), Expectation.Steps, threads: 2);
        expectation.Compare("losses of steps", losses);
        foreach (var tensor in _start.Parameters)
            expectation.Compare($"trained {tensor.Name}", subject[tensor.Name]);
    }

    private void AgreesAboutItsInput(Subject subject, Expectation expectation, Batch batch)
    {
        _check = "gradients with respect to the input";
        float[] given = Expectation.OutputGradients(batch.Count * _start.OutputLength);
        if (_start.HasLoss)
            expectation.Compare("input gradient", subject.InputGradient(batch).Gradients);
        float[] product = subject.VectorJacobianProduct(batch.Inputs, given);
        expectation.Compare("product", product);
        float[] last = subject.VectorJacobianProduct(batch.Inputs[^_start.InputLength..], given[^_start.OutputLength..]);
        Assert.Equal(Bits.Of(product[^_start.InputLength..]), Bits.Of(last));
        Same("input gradient", product);
    }

    private void KeepsItsBits(Subject subject)
    {
        subject.Set(_start);
        _check = "bits of batches";
        float[] outputs = subject.Predict(_many.Inputs);
        Assert.Equal(Bits.Of(subject.PredictInPieces(_many, 1)), Bits.Of(outputs));
        Assert.Equal(Bits.Of(subject.PredictInPieces(_many, 3)), Bits.Of(outputs));
        Assert.Equal(Bits.Of(subject.PredictOn(3, new(GroupsPerItem: 1, Fewest: 1), _many.Inputs).Single()), Bits.Of(outputs));
        Same("outputs", outputs);
        if (subject.StateLength > 0)
            StreamsAsAWhole(subject);
        if (!_start.HasLoss)
            return;
        _check = "bits of threads";
        float[] losses = subject.Train(_many, new Adam(0.01f), Expectation.Steps, threads: 1);
        float[] parameters = subject.Parameters.ToArray();
        subject.Set(_start);
        Assert.Equal(Bits.Of(losses), Bits.Of(subject.Train(_many, new Adam(0.01f), Expectation.Steps, threads: 3)));
        Assert.Equal(Bits.Of(parameters), Bits.Of(subject.Parameters));
        Same("losses", losses);
        Same("parameters", parameters);
    }

    /// <summary>Three processes are one; the parameters are those of one when they are done.</summary>
    private void HasTheSameBitsOnRanks(Subject subject)
    {
        if (!_start.HasLoss)
            return;
        _check = "bits of ranks";
        float[] trained = subject.Parameters.ToArray();
        subject.Set(_start);
        foreach (var rank in subject.TrainOnRanks(3, _many, static () => new Adam(0.01f), Expectation.Steps))
        {
            Same("losses", rank.Losses);
            Assert.Equal(Bits.Of(trained), Bits.Of(rank.Network.Parameters));
        }
        trained.CopyTo(subject.Parameters);
    }

    private void StreamsAsAWhole(Subject subject)
    {
        _check = "bits of streams";
        var layout = SequenceLayout.Of(_start);
        foreach (float[] sample in _many.Inputs.Chunk(_start.InputLength).Take(3))
        {
            float[] sequence = layout.Sequence(sample), state = new float[subject.StateLength];
            float[] streamed = new float[layout.Steps * layout.Outputs];
            int width = sequence.Length / layout.Steps;
            for (int t = 0; t < layout.Steps; t++)
                subject.Step(sequence.AsSpan(t * width, width), state, streamed.AsSpan(t * layout.Outputs, layout.Outputs));
            Assert.Equal(Bits.Of(layout.Whole(subject.Predict(sample))), Bits.Of(layout.Shown(streamed)));
        }
    }

    /// <summary>A file brings parameters into a fresh network, which writes the same file.</summary>
    private void ComesBackFromAFile(Subject subject, Subject fresh)
    {
        _check = "files";
        string path = Path.GetTempFileName(), second = Path.GetTempFileName();
        try
        {
            subject.Save(path);
            fresh.Parameters.Fill(0.5f);
            fresh.Load(path);
            fresh.Save(second);
            Assert.Equal(Bits.Of(subject.Parameters), Bits.Of(fresh.Parameters));
            Assert.Equal(Bits.Of(subject.Predict(_many.Inputs)), Bits.Of(fresh.Predict(_many.Inputs)));
            Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(second));
        }
        finally
        {
            File.Delete(path);
            File.Delete(second);
        }
    }

    /// <summary>Bodies that fuse multiply-adds give the same bits.</summary>
    private void Same(string what, float[] values)
    {
        string check = _check;
        _check = $"bits of bodies, {what}";
        if (Bodies.Fused && !_bits.TryAdd(what, Bits.Of(values)))
            Assert.Equal(_bits[what], Bits.Of(values));
        _check = check;
    }
}
