using Mrq.Core.Diagnostics;

namespace Mrq.Core.Graph;

/// <summary>One operator of a graph with the tensors at its places, for code that checks what a file says of them.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Index">The operator's index.</param>
public readonly record struct GraphStep(QuantizedGraph Graph, int Index)
{
    public Operator Operator => Graph.Operators[Index];

    public bool HasInput(int place) => Operator.InputAt(place) is not null;

    /// <exception cref="MrqException"><see cref="MrqCodes.InvalidOperator"/> where the operator has no such input.</exception>
    public Tensor Input(int place) => Operator.InputAt(place) is { } input ? Graph.Tensors[input] : throw Invalid($"needs input {place}.");

    /// <exception cref="MrqException"><see cref="MrqCodes.InvalidOperator"/> where the operator has no such output.</exception>
    public Tensor Output(int place = 0) => place < Operator.Outputs.Length ? Graph.Tensors[Operator.Outputs[place]] : throw Invalid($"needs output {place}.");

    /// <exception cref="MrqException"><see cref="MrqCodes.InvalidOperator"/> with the rule.</exception>
    public void Require(bool condition, string rule)
    {
        if (!condition)
        {
            throw Invalid(rule);
        }
    }

    /// <summary>For operators that divide by sizes, and that TFLite has no meaning for without values.</summary>
    public void RequireValues(params ReadOnlySpan<Tensor> tensors)
    {
        foreach (var tensor in tensors)
        {
            Require(!tensor.Shape.Dimensions.Contains(0), $"tensor '{tensor.Name}' has no values: its shape is {tensor.Shape}.");
        }
    }

    public MrqException Invalid(string rule) => new(MrqCodes.InvalidOperator, rule, new MrqPlace(Operator: Graph.Describe(Index)));
}
