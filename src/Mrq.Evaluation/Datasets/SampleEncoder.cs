using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Emulator;

namespace Mrq.Evaluation.Datasets;

/// <summary>Turns samples into the inputs of a graph.</summary>
public sealed class SampleEncoder
{
    private readonly ImmutableArray<InputEncoder> _inputs;

    private SampleEncoder(ImmutableArray<InputEncoder> inputs) => _inputs = inputs;

    /// <summary>Checks all of the data against the inputs once, so that encoding cannot fail.</summary>
    /// <param name="samples">Samples for a model.</param>
    /// <param name="source">The model that they were made for.</param>
    /// <param name="target">The graph to fill: the same, or one converted from it.</param>
    /// <exception cref="MrqException">As <see cref="InputEncoder.Create"/>; <see cref="MrqCodes.DatasetDoesNotFit"/> for another number of inputs.</exception>
    public static SampleEncoder Create(ISampleSource samples, QuantizedGraph source, QuantizedGraph target)
    {
        if (samples.Inputs.Length != source.Inputs.Length || source.Inputs.Length != target.Inputs.Length)
        {
            throw DatasetErrors.DoesNotFit($"The data has {samples.Inputs.Length} inputs, the model {source.Inputs.Length} and the one it is compared with {target.Inputs.Length}; they must be the same.");
        }

        return new SampleEncoder([.. samples.Inputs.Select((data, place) => InputEncoder.Create(data, source.Tensors[source.Inputs[place]], target.Tensors[target.Inputs[place]]))]);
    }

    /// <summary>Writes one input of a sample.</summary>
    public void Encode(Sample sample, int input, Span<byte> destination) => _inputs[input].Encode(sample.Input(input), destination);

    /// <summary>Writes all inputs of a sample.</summary>
    /// <param name="sample">The sample.</param>
    /// <param name="session">The session of the graph to fill.</param>
    public void Encode(Sample sample, EmulatorSession session)
    {
        for (var input = 0; input < _inputs.Length; input++)
        {
            Encode(sample, input, session.Input(input));
        }
    }
}
