using static TorchSharp.torch;

namespace Unrolled.Benchmarks.Peers;

/// <summary>A TorchSharp network with the same parameters, and its training step on tensors that are there already.</summary>
internal sealed class TorchRun : IDisposable
{
    private readonly nn.Module<Tensor, Tensor> _model;
    private readonly optim.Optimizer _optimizer;
    private readonly Tensor _inputs, _targets;
    private readonly Func<Tensor, Tensor, Tensor> _loss;

    public TorchRun(nn.Module<Tensor, Tensor> model, NamedTensor[] parameters, bool adam, float[] inputs, long[] shape, int[]? labels, float[]? targets)
    {
        _model = model;
        using (no_grad())
        {
            foreach ((var own, NamedTensor given) in model.parameters().Zip(parameters.Where(p => p.Learned), (own, given) => (own, given)))
                own.copy_(tensor(given.Values).reshape(given.Shape));
        }

        _optimizer = adam ? optim.Adam(model.parameters(), 1e-3) : optim.SGD(model.parameters(), 1e-3);
        _inputs = tensor(inputs).reshape(shape);
        _targets = labels is null ? tensor(targets!).reshape(shape[0], -1) : tensor(labels, ScalarType.Int64);
        _loss = labels is null ? (y, t) => nn.functional.mse_loss(y, t) : (y, t) => nn.functional.cross_entropy(y, t);
    }

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
}

/// <summary>An LSTM whose last step's output goes on to a dense layer.</summary>
internal sealed class TorchSequences : nn.Module<Tensor, Tensor>
{
    private readonly TorchSharp.Modules.LSTM lstm = nn.LSTM(32, 64, batchFirst: true);
    private readonly TorchSharp.Modules.Linear head = nn.Linear(64, 10);

    public TorchSequences() : base(nameof(TorchSequences)) => RegisterComponents();

    public override Tensor forward(Tensor input)
    {
        (Tensor all, _, _) = lstm.forward(input);
        return head.forward(all.select(1, -1));
    }
}
