using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets.Images;
using Mrq.Evaluation.Datasets.Media;
using Mrq.Evaluation.Datasets.Sounds;
using Mrq.Evaluation.Metrics;
using Mrq.Imaging;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>Pictures in files of their own, with labels beside them. See <see cref="MediaSet"/> for what may be named.</summary>
internal sealed class ImageFiles : IDataFormat
{
    public bool Recognizes(IReadOnlyList<DataFile> files) => MediaKind.Of(files) == MediaKind.Pictures;

    public IReadOnlyList<string> FilesOf(string path) => MediaSet.FilesOf(path, MediaKind.Pictures);

    public bool HasLabels(IReadOnlyList<DataFile> files, LabelKind kind)
    {
        var set = MediaSet.Of(files, MediaKind.Pictures);
        DatasetFile.LengthOf(set.Files[0].Path);
        return PictureLabels.Exist(set, kind);
    }

    public DataContent Read(IReadOnlyList<DataFile> files, DatasetOptions options, IReadOnlyList<Tensor> inputs)
    {
        var set = MediaSet.Of(files, MediaKind.Pictures);
        var source = set.Source;
        DataFormats.RequireOneInput(inputs, source);
        if (inputs.Count == 0 || ImageInput.Of(inputs[0].Shape) is not { } input)
        {
            throw DatasetErrors.DoesNotFit(inputs.Count == 0 ? "Pictures need a model that says their size." : $"The model's input is {inputs[0].Shape}, which no picture has: it must be one image of 1, 3 or 4 channels.", inputs.Count == 0 ? null : inputs[0].Name).InFile(source);
        }

        foreach (var file in options.Range is { } range ? set.Files.Skip(range.First).Take(range.Count) : set.Files)
        {
            PictureFile.Size(file.Path);
        }

        var own = options.Of(inputs, 0);
        if (SoundFeatures.Of(own, inputs[0]) is not null)
        {
            throw DatasetErrors.DoesNotFit($"The data is pictures, and the preset {InputPresets.NameOf(own.InputPreset!.Value)} is for sounds.").InFile(source);
        }

        var preparation = options.Images.With(own.InputPreset);
        // What is a real number need not be rounded to a level first.
        var type = preparation.Resize == ImageResize.Bilinear && (own.IsScaled || NumpyTypes.IsFloat(inputs[0].Type)) ? ElementType.Float32 : ElementType.UInt8;
        var shape = new TensorShape([set.Files.Length, .. inputs[0].Shape.Dimensions.AsSpan()[1..]]);
        var labels = PictureLabels.Of(set, options, preparation.Fit, options.MapSize ?? (input.Height, input.Width));
        return new DataContent(
            [new SampleInput(new NumpyArray("images", type, shape, new ImageRows(set.Files, preparation, input, type)), source, TypeOrigin.Pixels)],
            labels,
            set.Labels ?? source);
    }
}
