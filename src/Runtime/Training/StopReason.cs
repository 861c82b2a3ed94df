namespace Unrolled;

/// <summary>Why training ended.</summary>
public enum StopReason
{
    /// <summary>All epochs ran.</summary>
    Completed,

    /// <summary>The loss on validation samples no longer fell, as <see cref="Unrolled.EarlyStopping"/> watches it.</summary>
    EarlyStopping,

    /// <summary>The caller cancelled it.</summary>
    Cancelled,
}
