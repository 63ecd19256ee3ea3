using Mrq.Core.Diagnostics;

namespace Mrq.Sidecars;

/// <summary>What is wrong with a sidecar.</summary>
internal static class SidecarErrors
{
    /// <summary>A file that contradicts its format.</summary>
    /// <param name="message">What is wrong, and which reading was tried.</param>
    /// <param name="tensor">The tensor or layer that it is about; null for the file.</param>
    public static MrqException Wrong(string message, string? tensor = null) => new(MrqCodes.BadSidecar, message, new MrqPlace(Tensor: tensor));

    /// <summary>Records that a format has no place for, all in one error.</summary>
    public static void RequireWritable(string format, IEnumerable<(string Tensor, string Reason)> hindrances)
    {
        const int mostNamed = 5;
        var all = hindrances.ToList();
        if (all.Count > 0)
        {
            var named = string.Join("; ", all.Take(mostNamed).Select(hindrance => $"'{SafeText.Name(hindrance.Tensor)}': {hindrance.Reason}"));
            throw new MrqException(MrqCodes.CannotRepresent, $"{format} has no place for {all.Count} of the model's tensors ({named}{(all.Count > mostNamed ? "; …" : "")}); convert to a scheme that its consumer computes.");
        }
    }
}
