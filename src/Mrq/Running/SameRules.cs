using Mrq.Core.Schemes;

namespace Mrq;

/// <summary>Schemes that ask for the same under different names.</summary>
internal static class SameRules
{
    /// <summary>A scheme without what only tells people of it: two that are equal then give the same model.</summary>
    public static QuantizationScheme Of(QuantizationScheme scheme) =>
        scheme with { Name = "", Description = "", Source = "", Arithmetic = scheme.Arithmetic with { Name = "", Description = "" } };
}
