using System.Text.Json;

namespace Mrq;

/// <summary>What the ways of preparing images are called in options and reports: bilinear-antialias is <c>BilinearAntialias</c>.</summary>
internal static class ImageNames
{
    public static string Of<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>Empty where nothing is said.</summary>
    public static string Of<T>(T? value)
        where T : struct, Enum => value is { } said ? Of(said) : "";
}
