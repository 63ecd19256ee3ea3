using System.CommandLine;
using Mrq.Evaluation.Datasets;

namespace Mrq.Tool;

/// <summary>Options that say of data files what they do not say of themselves.</summary>
internal sealed class DataOptions
{
    private readonly Option<string?> _mean = new("--input-mean") { Description = "real = (value - mean) * scale, for pixels or other raw values; NAME=VALUE;… where a model has several inputs." };
    private readonly Option<string?> _scale = new("--input-scale") { Description = "See --input-mean; 1 by default." };
    private readonly Option<string?> _type = new("--input-type") { Description = "Type that raw .bin samples and the integers of other files are of: uint8, int8, int16 or float32; the model's own by default." };
    private readonly Option<string?> _preset = new("--input-preset") { Description = "What a trainer made of pixels: tf (-1 to 1), torch (ImageNet's mean and deviation), caffe (blue first, less the mean) or raw; or of sounds: mlperf-tiny-kws, mlperf-tiny-ad, micro-speech or waveform." };
    private readonly Option<string?> _fit = new("--image-fit") { Description = "How pictures come to the input's size: stretch, central-crop (as TensorFlow evaluates) or resize-crop (as torchvision does)." };
    private readonly Option<string?> _fraction = new("--image-crop-fraction") { Description = "What a crop takes of a side; 0.875 by default." };
    private readonly Option<string?> _resize = new("--image-resize") { Description = "bilinear-antialias (as Pillow does) or bilinear (as TensorFlow does)." };
    private readonly Option<string?> _channels = new("--image-channels") { Description = "rgb or bgr." };
    private readonly Option<string?> _labelOffset = new("--label-offset") { Description = "Added to every label to get the model's class." };

    /// <summary>The options of samples, and those of their labels where a command reads these.</summary>
    public void AddTo(Command command, bool withLabels = true)
    {
        command.Add(_mean);
        command.Add(_scale);
        command.Add(_type);
        command.Add(_preset);
        command.Add(_fit);
        command.Add(_fraction);
        command.Add(_resize);
        command.Add(_channels);
        if (withLabels)
        {
            command.Add(_labelOffset);
        }
    }

    public DatasetOptions Read(ParseResult parsed) => InputOptions.Read((_mean.Name, parsed.GetValue(_mean)), (_scale.Name, parsed.GetValue(_scale)), (_type.Name, parsed.GetValue(_type)), (_preset.Name, parsed.GetValue(_preset))) with
    {
        Images = InputOptions.Images((_fit.Name, parsed.GetValue(_fit)), (_fraction.Name, parsed.GetValue(_fraction)), (_resize.Name, parsed.GetValue(_resize)), (_channels.Name, parsed.GetValue(_channels))),
        LabelOffset = OptionNumber.Whole(_labelOffset.Name, parsed.GetValue(_labelOffset)) ?? 0,
    };
}
