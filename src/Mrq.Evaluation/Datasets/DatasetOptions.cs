using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets;

/// <summary>What a data file does not say of itself.</summary>
public sealed record DatasetOptions
{
    public static DatasetOptions Default { get; } = new();

    /// <summary>real = (value − InputMean) · InputScale. With either of the two the data is pixels or the like, not quantized values.</summary>
    public double? InputMean { get; init; }

    /// <summary>See <see cref="InputMean"/>; 1 when only that is set.</summary>
    public double? InputScale { get; init; }

    /// <summary>Added to every class index of the data to get the model's.</summary>
    public int LabelOffset { get; init; }

    /// <summary>
    /// The element type of raw .bin samples, null for the model's own or float32 where the size says so; and the integer type that integers of other files
    /// are values of, null for that of an 8-bit file or else the model's own.
    /// </summary>
    public ElementType? InputType { get; init; }

    /// <summary>What to read labels as.</summary>
    public LabelKind Labels { get; init; } = LabelKind.Classes;

    /// <summary>Whether values are turned into real ones by <see cref="InputMean"/> and <see cref="InputScale"/>.</summary>
    internal bool IsScaled => InputMean is not null || InputScale is not null;

    /// <summary>The element type of raw samples by its name; null for an empty one.</summary>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/>, listing the names.</exception>
    public static ElementType? ParseInputType(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        null or "" => null,
        "uint8" => ElementType.UInt8,
        "int8" => ElementType.Int8,
        "int16" => ElementType.Int16,
        "float32" => ElementType.Float32,
        _ => throw new MrqException(MrqCodes.BadOption, $"InputType '{DatasetErrors.Printable(name!)}' is not known; use one of uint8, int8, int16, float32."),
    };

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> for a mean or a scale that cannot be one.</exception>
    public DatasetOptions Validated()
    {
        if (InputMean is { } mean && !double.IsFinite(mean))
        {
            throw new MrqException(MrqCodes.BadOption, "InputMean must be a finite number such as 127.5.");
        }

        return InputScale is not { } scale || (double.IsFinite(scale) && scale != 0)
            ? this
            : throw new MrqException(MrqCodes.BadOption, "InputScale must be a finite number other than 0, such as 0.0078125.");
    }
}
