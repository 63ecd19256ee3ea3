using Mrq.Core.Graph;
using Mrq.Emulator;

namespace Mrq.Evaluation.Metrics;

/// <summary>The first inputs of two models as they see them, in real numbers: what a reconstruction is compared with.</summary>
internal sealed class InputReader(QuantizedGraph source, QuantizedGraph target)
{
    private readonly ScoreReader _source = new(source, source.Inputs[0]);
    private readonly ScoreReader _target = new(target, target.Inputs[0]);

    public double[] Source { get; } = new double[source.Tensors[source.Inputs[0]].Shape.ElementCount];

    public double[] Target { get; } = new double[target.Tensors[target.Inputs[0]].Shape.ElementCount];

    public void Read(EmulatorSession before, EmulatorSession after)
    {
        _source.Read(before, Source);
        _target.Read(after, Target);
    }
}
