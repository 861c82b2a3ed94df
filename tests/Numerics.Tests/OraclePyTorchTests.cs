namespace Unrolled.Numerics.Tests;

/// <summary>
/// The oracle, and its optimisers, against what PyTorch computed in doubles; the states keep floats, hence 1e-6 and not less.
/// </summary>
public class OraclePyTorchTests
{
    private const double Tolerance = 1e-6;

    public static TheoryData<string> Names => [.. State.All.Select(s => s.Name)];

    [Theory, MemberData(nameof(Names))]
    public void Oracle_agrees_on_outputs_loss_and_gradients(string name)
    {
        var state = State.All.Single(s => s.Name == name);
        var network = state.Oracle();
        Close.Assert("outputs", state.Outputs, network.Predict(state.Batch.Inputs), Tolerance);
        Close.Assert("loss", state.Loss, network.Differentiate(state.Batch), Tolerance);
        foreach (var tensor in network.Parameters.Where(t => t.Learned))
            Close.Assert(tensor.Name, state.Gradient(tensor.Name), state.Kept(tensor.Gradient), Tolerance);
    }

    [Theory, MemberData(nameof(Names))]
    public void Oracle_agrees_after_ten_steps_of_sgd(string name)
    {
        var state = State.All.Single(s => s.Name == name);
        AgreesAfterTraining(state, state.Sgd, new OracleSgd(0.05, momentum: 0.9));
    }

    [Theory, MemberData(nameof(Names))]
    public void Oracle_agrees_after_ten_steps_of_adam(string name)
    {
        var state = State.All.Single(s => s.Name == name);
        AgreesAfterTraining(state, state.Adam, new OracleAdam(0.01, epsilon: 1e-3));
    }

    private static void AgreesAfterTraining(State state, State.Training training, OracleOptimizer optimizer)
    {
        var network = state.Oracle();
        double[] losses = [.. training.Losses.Select(_ => optimizer.Step(network, state.Batch))];
        Close.Assert("losses", training.Losses, losses, Tolerance);
        foreach (var tensor in network.Parameters)
            Close.Assert(tensor.Name, State.Trained(training, tensor.Name), state.Kept(tensor.Values), Tolerance);
    }
}
