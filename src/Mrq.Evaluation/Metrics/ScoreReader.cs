using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation.Metrics;

/// <summary>Reads one tensor of a graph as real numbers, times a factor, in the step that computes it: later ones may use its memory.</summary>
internal sealed class ScoreReader
{
    /// <summary>Real numbers take eight bytes each, of source and target; sixteen classes for each of a million pixels.</summary>
    public const long MostScores = 1 << 24;

    private readonly int _tensor;
    private readonly double _factor;
    private readonly OutputDecoder _decoder;

    /// <exception cref="MrqException"><see cref="MrqCodes.DatasetDoesNotFit"/> for values that are no numbers, or none; <see cref="MrqCodes.TooDemanding"/> for too many.</exception>
    public ScoreReader(QuantizedGraph graph, int tensor, double factor = 1)
    {
        (_tensor, _factor, Tensor) = (tensor, factor, graph.Tensors[tensor]);
        if (Tensor.Shape.Dimensions.Contains(0))
        {
            throw DatasetErrors.DoesNotFit($"The model's output {Tensor.Shape} has no values, so that there is nothing to compare.", Tensor.Name);
        }

        if (Tensor.Shape.ElementCount > MostScores)
        {
            throw new MrqException(MrqCodes.TooDemanding, $"the output {Tensor.Shape} is too large to compare.", new MrqPlace(Tensor: Tensor.Name));
        }

        _decoder = new OutputDecoder(Tensor);
        Step = Enumerable.Range(0, graph.Operators.Length).LastOrDefault(step => graph.Operators[step].Outputs.Contains(tensor), -1);
    }

    public Tensor Tensor { get; }

    /// <summary>The step that computes the tensor; −1 where none does.</summary>
    public int Step { get; }

    public int Length => (int)Tensor.Shape.ElementCount;

    /// <summary>Whether the values are class indices and not scores, as ARG_MAX's are.</summary>
    public bool AreLabels => Tensor.Quantization is null && NumpyTypes.IsInteger(Tensor.Type);

    public void Read(EmulatorSession session, Span<double> values)
    {
        _decoder.Decode(session.Value(_tensor), values);
        foreach (ref var value in values)
        {
            value *= _factor;
        }
    }
}
