using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation;

/// <summary>A compiled graph, and what makes its inputs of samples.</summary>
/// <param name="Compiled">The graph in the arithmetic to emulate.</param>
/// <param name="Encoder">What makes the graph's inputs of samples.</param>
public sealed record GraphRun(CompiledGraph Compiled, SampleEncoder Encoder)
{
    public QuantizedGraph Graph => Compiled.Graph;

    /// <summary>A graph on the samples that were made for another one, or for itself.</summary>
    public static GraphRun Of(QuantizedGraph graph, ArithmeticAssignment arithmetic, ISampleSource samples, QuantizedGraph madeFor) =>
        new(CompiledGraph.Compile(graph, arithmetic), SampleEncoder.Create(samples, madeFor, graph));
}
