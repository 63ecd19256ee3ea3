using Mrq.Core.Graph;

namespace Mrq.Audio.FrontEnds;

/// <summary>The samples themselves, −1 to 1, from the beginning, with silence behind a sound that is shorter than the input: for models that have their front end in them.</summary>
internal sealed class Waveform : ISoundFrontEnd
{
    public int? Rate => null;

    public string Wants => "one row of samples";

    /// <summary>One dimension counts, the others are 1.</summary>
    public bool Fits(TensorShape input) => input.ElementCount > 1 && input.Dimensions.Count(dimension => dimension != 1) == 1;

    public int WindowsOf(int length) => length > 0 ? 1 : 0;

    public IEnumerable<float[]> Windows(Sound sound, int elements)
    {
        var input = new float[elements];
        sound.Samples.Span[..Math.Min(elements, sound.Samples.Length)].CopyTo(input);
        yield return input;
    }
}
