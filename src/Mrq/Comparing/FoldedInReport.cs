using System.Text.Json;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq;

/// <summary>What a conversion's report says of activations that stand for something else than the source's.</summary>
internal static class FoldedInReport
{
    /// <summary>By the index of the tensor in the converted graph.</summary>
    /// <param name="path">The JSON report.</param>
    /// <param name="converted">The converted graph.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadReport"/>.</exception>
    public static IReadOnlyDictionary<int, FoldedActivation> Read(string path, QuantizedGraph converted)
    {
        try
        {
            using var json = JsonDocument.Parse(ModelFile.ReadBytes(path));
            var folded = json.RootElement.GetProperty("foldedActivations").EnumerateArray().ToDictionary(
                entry => entry.GetProperty("tensor").GetString()!,
                entry => new FoldedActivation([.. entry.GetProperty("factors").EnumerateArray().Select(factor => factor.GetDouble())], entry.GetProperty("zeroPoint").GetInt32()),
                StringComparer.Ordinal);
            return Enumerable.Range(0, converted.Tensors.Length).Where(tensor => folded.ContainsKey(converted.Tensors[tensor].Name)).ToDictionary(tensor => tensor, tensor => Fitting(folded[converted.Tensors[tensor].Name], converted.Tensors[tensor]));
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException or FormatException or ArgumentException)
        {
            throw new MrqException(MrqCodes.BadReport, "the file is no JSON report of a conversion.", new MrqPlace(path), error);
        }

        FoldedActivation Fitting(FoldedActivation folded, Tensor tensor) =>
            folded.Factors.Length > 0 && folded.Factors.All(factor => factor > 0 && double.IsFinite(factor)) && (folded.Factors.Length == 1 || (tensor.Shape.Rank > 0 && tensor.Shape[^1] == folded.Factors.Length))
                ? folded
                : throw new MrqException(MrqCodes.BadReport, "the report is of another model: its factors do not fit the tensor.", new MrqPlace(path, Tensor: tensor.Name));
    }
}
