using Mrq.Core.Diagnostics;
using Mrq.Requantization.Borders;

namespace Mrq;

/// <summary>What there is to say of operators that a conversion kept: that it did, where it measured, and what it did not measure.</summary>
internal static class UnconvertedWarnings
{
    /// <summary>Names of tensors in one message.</summary>
    private const int MostNames = 6;

    public static IEnumerable<(MrqCode Code, string Message)> Of(BorderedGraph bordered, ConversionRequest request)
    {
        if (bordered.Kept.IsEmpty)
        {
            yield break;
        }

        var border = bordered.Border.Take(MostNames + 1).ToList();
        var at = bordered.IsFed ? $"; outputs were compared before it{At(border)}" : "; nothing was compared on samples of the model's inputs, because it stands before all that was converted";
        var behind = bordered.Behind is { } rest ? FormattableString.Invariant($"; operators behind it: {rest.Operators.Length}, converted without samples and not measured") : "";
        yield return (MrqCodes.UnconvertedOperators, $"kept as it is: {bordered.KeptNames}{at}{behind}.");
        if (!bordered.IsFed && request.CalibrationData.Count + request.EvaluationData.Count > 0)
        {
            yield return (MrqCodes.UnconvertedOperators, "the data was not used: it is data of the model's inputs, which go through an operator that only its runtime computes.");
        }
    }

    private static string At(List<string> border) => border.Count == 0 ? "" : $", at {string.Join(", ", border.Take(MostNames).Select(name => $"'{name}'"))}{(border.Count > MostNames ? ", …" : "")}";
}
