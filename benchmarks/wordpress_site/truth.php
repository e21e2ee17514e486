<?php
// Print the addresses of all that is published, as JSON.
require_once __DIR__ . '/wp-load.php';
$found = [];
foreach (['post', 'page', 'publication'] as $type) {
    foreach (get_posts(['post_type' => $type, 'numberposts' => -1, 'post_status' => 'publish']) as $post) {
        $found[] = get_permalink($post);
    }
}
echo json_encode($found), "\n";
