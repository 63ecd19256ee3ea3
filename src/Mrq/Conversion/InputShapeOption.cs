using System.Collections.Immutable;
using System.Globalization;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets;
using Mrq.Formats;

namespace Mrq;

/// <summary>Shapes of inputs as people write them: <c>1,3,224,224</c> for the one input, or <c>NAME=1,3,224,224</c> for each of several, separated by semicolons.</summary>
internal static class InputShapeOption
{
    /// <param name="name">As the option or metadata is called.</param>
    /// <param name="text">What it says; null or empty where it is not set.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>.</exception>
    public static InputShapes Parse(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return InputShapes.None;
        }

        var parts = text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => DataFile.Parse(part)).ToList();
        if (parts is [{ Name: null } alone])
        {
            return InputShapes.None with { Alone = Shape(name, text, alone.Path) };
        }

        var named = ImmutableDictionary.CreateBuilder<string, TensorShape>(StringComparer.Ordinal);
        foreach (var (input, shape) in parts)
        {
            if (input is null || !named.TryAdd(input, Shape(name, text, shape)))
            {
                throw Wrong(name, text);
            }
        }

        return InputShapes.None with { Named = named.ToImmutable() };
    }

    private static TensorShape Shape(string name, string text, string dimensions)
    {
        var shape = new List<int>();
        foreach (var dimension in dimensions.Split([',', 'x'], StringSplitOptions.TrimEntries))
        {
            shape.Add(int.TryParse(dimension, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size > 0 ? size : throw Wrong(name, text));
        }

        return new TensorShape([.. shape]);
    }

    private static MrqException Wrong(string name, string text) =>
        new(MrqCodes.BadOption, $"{name} '{SafeText.Name(text)}' is no shape such as 1,3,224,224, nor NAME=SHAPE for each input, separated by ';'.");
}
