using Mrq.Core.Graph;
using Mrq.Evaluation.Datasets.Media;
using Mrq.Evaluation.Datasets.Sounds;
using Mrq.Evaluation.Metrics;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>WAV files, with labels beside them. See <see cref="MediaSet"/> for what may be named.</summary>
internal sealed class SoundFiles : IDataFormat
{
    public bool Recognizes(IReadOnlyList<DataFile> files) => MediaKind.Of(files) == MediaKind.Sounds;

    public IReadOnlyList<string> FilesOf(string path) => MediaSet.FilesOf(path, MediaKind.Sounds);

    public bool HasLabels(IReadOnlyList<DataFile> files, LabelKind kind)
    {
        var set = MediaSet.Of(files, MediaKind.Sounds);
        DatasetFile.LengthOf(set.Files[0].Path);
        return kind == LabelKind.Classes ? MediaLabels.Of(set) is not null : set.Labels is not null;
    }

    public DataContent Read(IReadOnlyList<DataFile> files, DatasetOptions options, IReadOnlyList<Tensor> inputs)
    {
        var set = MediaSet.Of(files, MediaKind.Sounds);
        DataFormats.RequireOneInput(inputs, set.Source);
        if (inputs.Count == 0)
        {
            throw DatasetErrors.DoesNotFit("Sounds need a model that says what they become.").InFile(set.Source);
        }

        var input = inputs[0];
        var features = SoundFeatures.Of(options.Of(inputs, 0), input)
            ?? throw DatasetErrors.DoesNotFit($"Sounds need an InputPreset (--input-preset) that says what the model's trainer made of them: {InputPresets.SoundNames}.").InFile(set.Source);
        var frontEnd = features.FrontEnd();
        if (!frontEnd.Fits(input.Shape))
        {
            throw DatasetErrors.DoesNotFit($"The model's input is {input.Shape}, and the preset makes {frontEnd.Wants} of a sound.", input.Name).InFile(set.Source);
        }

        var windows = SoundFeatures.WindowsOf(set.Files.Select(file => file.Path), frontEnd);
        var count = windows.Sum();
        // Each sample of a file of several has the label of its file, and the file counts.
        var labels = options.Labels != LabelKind.Classes ? null : MediaLabels.Of(set)?.SelectMany((label, file) => Enumerable.Repeat(label, windows[file])).ToArray();
        var rows = new SoundRows(set.Files, windows, features, (int)input.Shape.ElementCount);
        return new DataContent(
            [new SampleInput(new NumpyArray("sounds", features.Type, new TensorShape([count, .. input.Shape.Dimensions.AsSpan()[1..]]), rows), set.Source, TypeOrigin.Features)],
            labels is not null ? NumpyArray.Create<int>("labels", new TensorShape(count), labels) : count == windows.Length ? MediaNumbers.Of(set, options.Labels) : null,
            set.Labels ?? set.Source,
            count == windows.Length ? null : SampleGroups.Of(windows));
    }
}
