using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Requantization.Verify;

/// <summary>One rule that a converted model breaks.</summary>
/// <param name="Place">The operator, the tensor, or both.</param>
/// <param name="Sentence">What is wrong.</param>
internal sealed record Violation(MrqPlace Place, string Sentence)
{
    /// <summary>The place and the sentence, as a message lists them.</summary>
    public override string ToString() => Place.WithinFile is { Length: > 0 } within ? $"{within}: {Sentence}" : Sentence;

    public static Violation At(QuantizedGraph graph, int step, string sentence) =>
        new(new MrqPlace(Operator: graph.Describe(step)), sentence);

    public static Violation Of(QuantizedGraph graph, int tensor, string sentence) =>
        new(new MrqPlace(Tensor: graph.Tensors[tensor].Name), sentence);

    public static Violation At(QuantizedGraph graph, int step, int tensor, string sentence) =>
        new(new MrqPlace(Operator: graph.Describe(step), Tensor: graph.Tensors[tensor].Name), sentence);
}
