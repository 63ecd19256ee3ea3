using Mrq.Core.Graph;
using Mrq.Core.Numerics;
using Mrq.Emulator;
using Mrq.Evaluation.Datasets;

namespace Mrq.Evaluation;

/// <summary>A graph, the arithmetic that it runs in, and what makes its input of a sample.</summary>
/// <param name="Graph">A graph with one input.</param>
/// <param name="Arithmetic">The arithmetic to emulate, of all operators or of each.</param>
/// <param name="Encoder">What makes the graph's input of a dataset's samples.</param>
public sealed record GraphRun(QuantizedGraph Graph, ArithmeticAssignment Arithmetic, InputEncoder Encoder)
{
    internal CompiledGraph Compile() => CompiledGraph.Compile(Graph, Arithmetic, keepAllTensors: true);
}
