using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets.Images;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets;

/// <summary>What a data file does not say of itself.</summary>
public sealed record DatasetOptions
{
    public static DatasetOptions Default { get; } = new();

    /// <summary>real = (value − InputMean) · InputScale. With either of the two the data is pixels or the like, not quantized values.</summary>
    public ChannelValues? InputMean { get; init; }

    /// <summary>See <see cref="InputMean"/>; 1 when only that is set.</summary>
    public ChannelValues? InputScale { get; init; }

    /// <summary>What pixels and sounds mean where <see cref="InputMean"/> and <see cref="InputScale"/> do not say it, and how images become them where <see cref="Images"/> does not; null for nothing.</summary>
    public InputPreset? InputPreset { get; init; }

    /// <summary>How images become the input.</summary>
    public ImageOptions Images { get; init; } = ImageOptions.None;

    /// <summary>Added to every class index of the data to get the model's.</summary>
    public int LabelOffset { get; init; }

    /// <summary>
    /// The element type of raw .bin samples, null for the model's own or float32 where the size says so; and the integer type that integers of other files
    /// are values of, null for that of an 8-bit file or else the model's own.
    /// </summary>
    public ElementType? InputType { get; init; }

    /// <summary>Height and width of the maps of classes that a model gives, to whose size masks come; null where that is not known, and the input's is taken.</summary>
    internal (int Height, int Width)? MapSize { get; init; }

    /// <summary>What to read labels as.</summary>
    public LabelKind Labels { get; init; } = LabelKind.Classes;

    /// <summary>
    /// The samples that are read; null for all. Counts, labels that are classes, and groups are those of all samples, and each sample keeps its number: a part
    /// of a set knows the whole.
    /// </summary>
    public SampleRange? Range { get; init; }

    /// <summary>The same for single inputs of a model; what is said of one stands before what is said of all.</summary>
    public ImmutableArray<InputMeaning> Inputs { get; init; } = [];

    /// <summary>Whether the samples' numbers are what their files say.</summary>
    public bool SaysNothingOfInputs => !IsScaled && InputType is null && InputPreset is null && Images == ImageOptions.None && Inputs.IsEmpty;

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
        foreach (var (mean, scale) in Inputs.Select(input => (input.Mean, input.Scale)).Append((InputMean, InputScale)))
        {
            if (mean is not null && !mean.Values.All(double.IsFinite))
            {
                throw new MrqException(MrqCodes.BadOption, "InputMean must be a finite number such as 127.5.");
            }

            if (scale is not null && !scale.Values.All(step => double.IsFinite(step) && step != 0))
            {
                throw new MrqException(MrqCodes.BadOption, "InputScale must be a finite number other than 0, such as 0.0078125.");
            }
        }

        return Images.CropFraction is null or (> 0 and <= 1) ? this : throw new MrqException(MrqCodes.BadOption, "ImageCropFraction must be over 0 and up to 1, such as 0.875.");
    }

    /// <summary>What is said of one input of a model.</summary>
    /// <param name="inputs">The model's; empty where there is no model.</param>
    /// <param name="place">The place of the input among them.</param>
    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> where a name is no input's, or one meaning is given for several inputs.</exception>
    internal DatasetOptions Of(IReadOnlyList<Tensor> inputs, int place)
    {
        if (Inputs.FirstOrDefault(meaning => !inputs.Any(input => InputNames.Fits(meaning.Name, input))) is { } unknown)
        {
            throw new MrqException(MrqCodes.BadOption, $"InputMean, InputScale, InputType or InputPreset speaks of '{DatasetErrors.Printable(unknown.Name)}', which is no input of the model; its inputs are {InputNames.List(inputs)}.");
        }

        if (inputs.Count > 1 && (IsScaled || InputType is not null || InputPreset is not null))
        {
            throw new MrqException(MrqCodes.BadOption, $"The model has {inputs.Count} inputs; say of which InputMean, InputScale, InputType and InputPreset speak, as NAME=VALUE. Its inputs are {InputNames.List(inputs)}.");
        }

        var own = Inputs.FirstOrDefault(meaning => InputNames.Fits(meaning.Name, inputs[place]));
        var preset = own?.Preset ?? InputPreset;
        var (mean, scale) = InputPresets.UnitsOf(preset);
        return this with { InputMean = own?.Mean ?? InputMean ?? mean, InputScale = own?.Scale ?? InputScale ?? scale, InputType = own?.Type ?? InputType, InputPreset = preset, Inputs = [] };
    }
}
