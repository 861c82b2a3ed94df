using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>A TorchSharp network with the same parameters, and its training step on tensors that are there already.</summary>
internal sealed class TorchRun : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _inputs, _targets;
    private readonly Func<Tensor, Tensor, Tensor> _loss;

    public TorchRun(
        nn.Module<Tensor, Tensor> model, NamedTensor[] parameters,
        Func<IEnumerable<TorchSharp.Modules.Parameter>, optim.Optimizer> optimizer, WorkloadData data)
    {
        _model = model;
        Copy(parameters, model);
        _optimizer = optimizer(model.parameters());
        _inputs = tensor(data.Inputs).reshape(data.Shape);
        bool labels = data.Labels is not null;
        _targets = labels ? tensor(data.Labels!, ScalarType.Int64) : tensor(data.Targets!).reshape(data.Shape[0], -1);
        _loss = labels ? (y, t) => nn.functional.cross_entropy(y, t) : (y, t) => nn.functional.mse_loss(y, t);
    }

    /// <summary>The learned parameters, tensor by tensor.</summary>
    public float[] Parameters() => [.. _model.parameters().SelectMany(p => p.data<float>())];

    public float[] Predict()
    {
        _model.eval();
        using var guard = no_grad();
        using Tensor outputs = _model.forward(_inputs);
        _model.train();
        return [.. outputs.data<float>()];
    }

    public float Step()
    {
        using var scope = NewDisposeScope();
        _optimizer.zero_grad();
        Tensor loss = _loss(_model.forward(_inputs), _targets);
        loss.backward();
        _optimizer.step();
        return loss.item<float>();
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        _model.Dispose();
        _inputs.Dispose();
        _targets.Dispose();
    }

    /// <summary>Gives the model a network's learned tensors, one by one in their order.</summary>
    private static void Copy(NamedTensor[] parameters, nn.Module<Tensor, Tensor> model)
    {
        NamedTensor[] learned = [.. parameters.Where(p => p.Learned)];
        TorchSharp.Modules.Parameter[] theirs = [.. model.parameters()];
        string ours = Listed(learned.Select(p => p.Shape)), peers = Listed(theirs.Select(p => p.shape));
        if (ours != peers)
            throw new InvalidOperationException(
                $"Both networks are to list the same tensors in one order. Ours: {ours}. TorchSharp's: {peers}.");
        using var guard = no_grad();
        foreach ((NamedTensor given, TorchSharp.Modules.Parameter own) in learned.Zip(theirs))
        {
            using Tensor values = tensor(given.Values).reshape(given.Shape);
            own.copy_(values);
        }
    }

    private static string Listed(IEnumerable<long[]> shapes) => string.Join(" ", shapes.Select(shape => $"[{string.Join(",", shape)}]"));
}
