using Mrq.Core.Graph;

namespace Mrq.Kernels;

/// <summary>A graph of one operator.</summary>
/// <param name="Name">What the table of results calls it.</param>
/// <param name="Graph">The graph.</param>
public sealed record Layer(string Name, QuantizedGraph Graph)
{
    /// <summary>The operator on these tensors, the output last.</summary>
    public static Layer Of(string name, Operator step, params Tensor[] tensors) => new(name, new QuantizedGraph
    {
        Name = "main",
        Tensors = [.. tensors],
        Operators = [step with { Inputs = [.. Enumerable.Range(0, tensors.Length - 1)], Outputs = [tensors.Length - 1] }],
        Inputs = [.. Enumerable.Range(0, tensors.Length - 1).Where(i => !tensors[i].IsConstant)],
        Outputs = [tensors.Length - 1],
    });

    public override string ToString() => Name;
}
