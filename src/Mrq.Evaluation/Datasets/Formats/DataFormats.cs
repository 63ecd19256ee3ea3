using System.Collections.Immutable;
using Mrq.Core.Diagnostics;
using Mrq.Core.Graph;

namespace Mrq.Evaluation.Datasets.Formats;

/// <summary>The formats of samples, the first that recognizes files reads them.</summary>
internal static class DataFormats
{
    private static readonly ImmutableArray<IDataFormat> All = [new ImageFiles(), new SoundFiles(), new RawFolder(), new CifarFiles(), new NumpyFormat()];

    /// <exception cref="MrqException"><see cref="MrqCodes.BadOption"/> where there is no file.</exception>
    public static IDataFormat Of(IReadOnlyList<DataFile> files) => files.Count > 0 ? All.First(format => format.Recognizes(files)) : throw WrongNumber();

    public static MrqException WrongNumber() => new(
        MrqCodes.BadOption,
        "The data must be one .npz file, one .npy or IDX file for each input, with or without one of labels behind them, CIFAR-10 .bin files, pictures or WAV sounds (a folder, a pattern such as images/**/*.jpg, or files), or one CSV file of raw samples, pictures or sounds; NAME=PATH says of which input a file is.");

    /// <summary>Refuses data that has samples for one input where a model has several.</summary>
    public static void RequireOneInput(IReadOnlyList<Tensor> inputs, string file)
    {
        if (inputs.Count > 1)
        {
            throw DatasetErrors.DoesNotFit($"The file has samples for one input, and the model has {inputs.Count}: {InputNames.List(inputs)}. Give a file for each as NAME=PATH, or one .npz with arrays of these names.").InFile(file);
        }
    }
}
