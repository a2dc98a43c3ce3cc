"""An application that receives message status callbacks."""
