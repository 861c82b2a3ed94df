namespace Unrolled.Numerics.Tests;

/// <summary>
/// Generated code against the saved PyTorch states: the first step in full, then ten steps of two optimisers (one of a deep network), on
/// every body.
/// </summary>
public class PyTorchStateTests
{
    public static TheoryData<string> Names => [.. State.All.Select(s => s.Name)];

    public static TheoryData<string> OptimizedNames => [.. State.All.Where(s => s.Optimizers.Count > 0).Select(s => s.Name)];

    [Theory, MemberData(nameof(Names))]
    public void First_step_agrees(string name)
    {
        var (state, subjects) = Start(name);
        // A deep network's layers magnify each other's rounding: of such ones the states have one step.
        double tolerance = state.Sgd.Losses.Length == 1 ? 1e-4 : 2e-5;
        foreach (var subject in subjects)
        {
            string body = subject.Info.Body.ToString();
            Close.Assert($"outputs ({body})", state.Outputs, subject.Predict(state.Batch.Inputs), 2e-5, floor: 1);
            var (loss, gradients) = subject.Differentiate(state.Batch, threads: 2);
            Close.Assert($"loss ({body})", state.Loss, loss, 1e-5);
            double largest = gradients.Values.SelectMany(g => g).Max(Math.Abs);
            foreach (var tensor in subject.Info.Parameters.Where(t => t.Learned))
            {
                // A bias in front of batch normalisation has no gradient: its terms cancel, and what rounding leaves is as small beside
                // them as elsewhere.
                double[] expected = state.Gradient(tensor.Name);
                double floor = expected.Max(Math.Abs) < 1e-12 * largest ? largest : 1e-3;
                Close.Assert($"gradient of {tensor.Name} ({body})", expected, state.Kept(gradients[tensor.Name]), tolerance, floor);
            }
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Ten_steps_of_sgd_agree(string name)
    {
        var (state, subjects) = Start(name);
        foreach (var subject in subjects)
            AgreesAfterTraining(state, state.Sgd, subject, new Sgd(0.05f, momentum: 0.9f));
    }

    [Theory, MemberData(nameof(Names))]
    public void Ten_steps_of_adam_agree(string name)
    {
        var (state, subjects) = Start(name);
        foreach (var subject in subjects)
            AgreesAfterTraining(state, state.Adam, subject, new Adam(0.01f, epsilon: 1e-3f));
    }

    [Theory, MemberData(nameof(OptimizedNames))]
    public void Six_steps_of_every_optimizer_agree(string name)
    {
        var (state, subjects) = Start(name);
        Assert.Equal(7, state.Optimizers.Count);
        foreach (var (kind, training) in state.Optimizers)
        {
            foreach (var subject in subjects)
            {
                subject.Set(state.Oracle());
                AgreesAfterTraining(state, training, subject, Optimizer(kind));
            }
        }
    }

    /// <summary>The optimisers of the script.</summary>
    private static Optimizer Optimizer(string kind) => kind switch
    {
        "sgd" => new Sgd(0.05f, weightDecay: 0.01f),
        "momentum" => new Sgd(0.05f, momentum: 0.9f),
        "nesterov" => new Sgd(0.03f, momentum: 0.8f, nesterov: true, weightDecay: 0.02f),
        "adam" => new Adam(0.01f, beta1: 0.8f, beta2: 0.99f, epsilon: 1e-3f, weightDecay: 0.03f),
        "adamw" => new AdamW(0.01f, epsilon: 1e-3f, weightDecay: 0.05f),
        "adagrad" => new AdaGrad(0.05f, rateDecay: 0.1f, weightDecay: 0.01f, epsilon: 1e-3f),
        "rmsprop" => new RmsProp(0.01f, alpha: 0.9f, epsilon: 1e-3f, weightDecay: 0.01f, momentum: 0.5f, centered: true),
        _ => throw new ArgumentException($"No optimiser {kind}."),
    };

    private static (State State, Subject[] Subjects) Start(string name)
    {
        var state = State.All.Single(s => s.Name == name);
        var oracle = state.Oracle();
        Subject[] subjects = [.. Networks.States.BuildAll(state.Declaration.Title)];
        foreach (var subject in subjects)
            subject.Set(oracle);
        return (state, subjects);
    }

    private static void AgreesAfterTraining(State state, State.Training training, Subject subject, Optimizer optimizer)
    {
        string body = subject.Info.Body.ToString();
        float[] losses = subject.Train(state.Batch, optimizer, training.Losses.Length, threads: 2);
        for (int step = 0; step < losses.Length; step++)
            Close.Assert($"loss before step {step + 1} ({body})", training.Losses[step], losses[step], 2e-4);
        foreach (var tensor in subject.Info.Parameters)
        {
            double[] trained = Array.ConvertAll(subject[tensor.Name], value => (double)value);
            Close.Assert($"{tensor.Name} ({body})", State.Trained(training, tensor.Name), state.Kept(trained), 2e-3);
        }
    }
}
