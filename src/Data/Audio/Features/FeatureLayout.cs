namespace Unrolled.Data;

/// <summary>Which axis of features comes first.</summary>
public enum FeatureLayout
{
    /// <summary><c>[frames, bands]</c>: sequences, for recurrent layers.</summary>
    FramesFirst,

    /// <summary><c>[bands, frames]</c>: channels, for <c>Conv1D</c>, or a picture of one channel, for <c>Conv2D</c>.</summary>
    BandsFirst,
}
