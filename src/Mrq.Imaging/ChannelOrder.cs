namespace Mrq.Imaging;

/// <summary>Which channel comes first.</summary>
public enum ChannelOrder
{
    Rgb,

    Bgr,
}
