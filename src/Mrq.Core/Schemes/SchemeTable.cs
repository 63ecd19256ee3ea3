namespace Mrq.Core.Schemes;

/// <summary>Schemes in a table that is read at a glance, however many there are.</summary>
public static class SchemeTable
{
    public static FamilyTable Of(IReadOnlyList<SchemeFamily> families) =>
        new(["scheme", "weights", "activations", "arithmetic"], [.. families.Select(family => (family.Name, (IReadOnlyList<string[]>)[.. family.Schemes.Select(Row)]))]);

    private static string[] Row(QuantizationScheme scheme) => [scheme.Name, Short(scheme.Weights), Short(scheme.Activations), scheme.Arithmetic.Name];

    /// <summary>A rule in a few words; what is said of none is the simplest case: zero point 0, one scale, any scale.</summary>
    private static string Short(TensorRule rule)
    {
        var type = rule.Type.ToString().ToLowerInvariant();
        return string.Join(' ', new[]
        {
            rule.ZeroPoint == ZeroPointRule.ZeroOrMinimum ? $"{type} or u{type}" : type,
            rule.ZeroPoint == ZeroPointRule.Free ? "asymmetric" : "",
            rule.Granularity == Granularity.PerChannel ? "per channel" : "",
            rule.Form == ScaleForm.PowerOfTwo ? "2^k" : "",
        }.Where(word => word.Length > 0));
    }
}
